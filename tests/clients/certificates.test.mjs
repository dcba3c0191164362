// Clients with certificates, over real TLS: openid-client with undici - RFC 8705.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startAttestod } from '../support/attestod.mjs'
import { connect } from '../support/code_flow.mjs'
import { certificateJwk, fetchWith, openWorkshop, overTls, thumbprint } from './support/certificates.mjs'
import { claimsOf, newKey } from './support/keys.mjs'
import { kRedirectUri, logIn, newRequest } from './support/login.mjs'
import { assertClientRefused } from './support/refusal.mjs'
import { UserAgent } from './support/user_agent.mjs'

const oidc = await import('openid-client')

let attestod, workshop
const certificates = {}
const clients = {}
const fetches = {} // by the certificate that they show

before(async () => {
  workshop = await openWorkshop()
  certificates.server = await workshop.selfSign('server', '/CN=localhost', 'DNS:localhost')
  const authority = await workshop.selfSign('authority', '/CN=Authority')
  certificates.named = await workshop.issue('authority', 'named', '/O=Example/CN=named')
  certificates.meter = await workshop.issue('authority', 'meter', '/CN=any', 'DNS:meter.example')
  certificates.own = await workshop.selfSign('own', '/CN=own')
  certificates.stranger = await workshop.selfSign('stranger', '/O=Example/CN=named')
  for (const name of [undefined, 'named', 'meter', 'own', 'stranger'])
    fetches[name] = fetchWith(certificates.server, certificates[name])
  const more = `client_ca = "${authority.certificateFile}"\nself_signed_clients = true\n`
  attestod = await startAttestod({ ...overTls(certificates.server, more), fetch: fetches[undefined] })
  await addClients()
})

after(async () => {
  assert.equal((await attestod?.stop())?.code, 0)
  for (const fetch of Object.values(fetches)) await fetch.close()
  await workshop?.remove()
})

async function addClients() {
  const add = async (name, authenticate, ...more) => {
    const grants = more.includes('--public') ? [] : ['--grant-type', 'client_credentials']
    const client = await attestod.addClient(name, kRedirectUri, ...grants, '--certificate-bound-tokens', ...more)
    clients[name] = { client, authentication: authenticate(client) }
  }
  const tls = () => oidc.TlsClientAuth()
  await add('named', tls, '--auth-method', 'tls_client_auth', '--tls-subject-dn', 'CN=named,O=Example')
  await add('meter', tls, '--auth-method', 'tls_client_auth', '--tls-san-dns', 'meter.example')
  await add('own', tls, '--auth-method', 'self_signed_tls_client_auth',
    ...(await attestod.registerKeys(await certificateJwk(certificates.own))))
  const signing = await newKey()
  await add('signing', () => oidc.PrivateKeyJwt(signing.key), '--auth-method', 'private_key_jwt',
    ...(await attestod.registerKeys(signing.jwk)))
  await add('secret', ({ client_secret }) => oidc.ClientSecretBasic(client_secret))
  await add('app', () => oidc.None(), '--public')
}

/** The client as it is configured, over a connection that shows this certificate. */
function configure(name, certificate) {
  const { client, authentication } = clients[name]
  return connect({ issuer: attestod.issuer, fetch: fetches[certificate] }, client, authentication,
    { tls_client_certificate_bound_access_tokens: true })
}

const kFlows = [
  { client: 'named', certificate: 'named', proves: 'a subject of an authority (tls_client_auth)' },
  { client: 'meter', certificate: 'meter', proves: 'a DNS name of an authority (tls_client_auth)' },
  { client: 'own', certificate: 'own', proves: 'its own certificate (self_signed_tls_client_auth)' },
  { client: 'signing', certificate: 'own', proves: 'a signature, and tokens are bound to a certificate' },
  { client: 'secret', certificate: 'stranger', proves: 'a secret, and tokens are bound to a certificate' },
  { client: 'app', certificate: 'stranger', proves: 'nothing, and tokens are bound to a certificate' },
]

for (const { client, certificate, proves } of kFlows) {
  test(`${client} shows ${proves}`, async () => {
    const config = await configure(client, certificate)
    const tokens = await logIn(config, new UserAgent(attestod))
    const cnf = { 'x5t#S256': thumbprint(certificates[certificate]) }
    assert.deepEqual(claimsOf(tokens.access_token).cnf, cnf)
    assert.equal(tokens.token_type, 'bearer')
    const { sub } = tokens.claims()
    await oidc.fetchUserInfo(config, tokens.access_token, sub)
    const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token)
    assert.deepEqual(claimsOf(refreshed.access_token).cnf, cnf)

    for (const other of [undefined, 'meter', 'stranger'].filter((name) => name !== certificate))
      await assert.rejects(oidc.fetchUserInfo(await configure(client, other), refreshed.access_token, sub),
        ({ status, cause }) => status === 401 && cause[0].parameters.error === 'invalid_token', `shown by ${other}`)
    await oidc.tokenRevocation(config, refreshed.refresh_token)
    await assert.rejects(oidc.refreshTokenGrant(config, refreshed.refresh_token), { error: 'invalid_grant' })
  })
}

const kImpostors = [
  { client: 'named', shows: undefined, what: 'no certificate' },
  { client: 'named', shows: 'meter', what: 'a certificate of that authority with another name' },
  { client: 'named', shows: 'stranger', what: 'a certificate with the right name that it made itself' },
  { client: 'meter', shows: 'named', what: 'a certificate without the DNS name' },
  { client: 'own', shows: 'stranger', what: 'another certificate that it made itself' },
  { client: 'own', shows: 'named', what: 'a certificate of the authority, which vouches for nothing here' },
]

for (const { client, shows, what } of kImpostors) {
  test(`${client} is not believed with ${what}`, async () => {
    const config = await configure(client, shows)
    const { request } = await newRequest()
    await assertClientRefused(oidc.clientCredentialsGrant(config, { scope: 'profile' }))
    await assertClientRefused(oidc.buildAuthorizationUrlWithPAR(config, request))
    await assertClientRefused(oidc.tokenRevocation(config, 'unknown'))
  })
}

test('a client whose tokens are bound gets none without a certificate', async () => {
  for (const client of ['signing', 'secret'])
    await assert.rejects(oidc.clientCredentialsGrant(await configure(client), {}), { error: 'invalid_request' })
})

test("an app's refresh token is of no use over a connection with another certificate", async () => {
  const { refresh_token } = await logIn(await configure('app', 'stranger'), new UserAgent(attestod))
  const thief = await configure('app', 'own')
  await assert.rejects(oidc.refreshTokenGrant(thief, refresh_token), { error: 'invalid_grant' })
  assert((await oidc.refreshTokenGrant(await configure('app', 'stranger'), refresh_token)).access_token)
})
