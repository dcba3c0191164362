// Clients authenticate with oauth4webapi, by every method that needs no TLS: RFC 6749 2.3.1, RFC 7523.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { startAttestod } from '../support/attestod.mjs'
import { newKey } from './support/keys.mjs'
import { kRedirectUri } from './support/login.mjs'
import { discover, kInsecure } from './support/oauth4webapi.mjs'
import { assertClientRefused } from './support/refusal.mjs'

const oauth = await import('oauth4webapi')

const kAlgorithms = ['ES256', 'PS256', 'RS256', 'EdDSA', 'Ed25519']

let attestod, server
const clients = {}

/** As the library signs it, under the name that the client registered, and after a change. */
const signedWith = (key, alg, change = () => {}) =>
  oauth.PrivateKeyJwt(key, {
    [oauth.modifyAssertion]: (header, claims) => {
      header.alg = alg // of its own accord the library says Ed25519 (RFC 9864), never EdDSA (RFC 8037)
      change(header, claims)
    },
  })

before(async () => {
  attestod = await startAttestod()
  server = await discover(attestod, 'oauth2')
  const add = async (name, authenticate, ...more) => {
    const client = await attestod.addClient(name, kRedirectUri, '--grant-type', 'client_credentials', ...more)
    clients[name] = { ...client, authenticate: authenticate(client) }
  }
  await add('basic', ({ client_secret }) => oauth.ClientSecretBasic(client_secret))
  await add('post', ({ client_secret }) => oauth.ClientSecretPost(client_secret), '--auth-method', 'client_secret_post')
  for (const alg of kAlgorithms) {
    const { key, jwk } = await newKey(alg)
    await add(alg, () => signedWith(key, alg), '--auth-method', 'private_key_jwt', '--assertion-alg', alg,
      ...(await attestod.registerKeys(jwk)))
    clients[alg].key = key
  }
})

after(async () => assert.equal((await attestod?.stop())?.code, 0))

async function getToken(client, authenticate = client.authenticate) {
  const response = await oauth.clientCredentialsGrantRequest(server, client, authenticate, { scope: 'profile' }, kInsecure)
  return oauth.processClientCredentialsResponse(server, client, response)
}

async function push(client, authenticate = client.authenticate) {
  const verifier = oauth.generateRandomCodeVerifier()
  const response = await oauth.pushedAuthorizationRequest(server, client, authenticate, {
    response_type: 'code',
    redirect_uri: kRedirectUri,
    scope: 'openid',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }, kInsecure)
  return oauth.processPushedAuthorizationResponse(server, client, response)
}

async function revoke(client, authenticate = client.authenticate, token = 'unknown') {
  const response = await oauth.revocationRequest(server, client, authenticate, token, kInsecure)
  return oauth.processRevocationResponse(response)
}

/** What the token is good for, as a resource server that uses oauth4webapi sees it (RFC 9068). */
function access(token) {
  const request = new Request('https://api.example/', { headers: { authorization: `Bearer ${token}` } })
  return oauth.validateJwtAccessToken(server, request, attestod.issuer, kInsecure)
}

for (const name of ['basic', 'post', ...kAlgorithms]) {
  test(`${name}: a token, a push and a revocation`, async () => {
    const client = clients[name]
    const { access_token, token_type, refresh_token } = await getToken(client)
    assert.equal(token_type, 'bearer')
    assert.equal(refresh_token, undefined, 'RFC 6749 4.4.3')
    const claims = await access(access_token)
    assert.deepEqual([claims.client_id, claims.sub, claims.scope], [client.client_id, client.client_id, 'profile'])
    assert.match((await push(client)).request_uri, /^urn:ietf:params:oauth:request_uri:/)
    await revoke(client, client.authenticate, access_token)
  })
}

/** Each gives another client, which shows something else than what it registered. */
const kImpostors = {
  'a wrong secret, Basic': () => [clients.basic, oauth.ClientSecretBasic('wrong')],
  'a wrong secret in the body': () => [clients.post, oauth.ClientSecretPost('wrong')],
  "another client's secret": () => [clients.basic, oauth.ClientSecretBasic(clients.post.client_secret)],
  'the right secret in the wrong place': () => [clients.basic, oauth.ClientSecretPost(clients.basic.client_secret)],
  'no secret': () => [clients.basic, oauth.None()],
  'an unknown client': () => [{ client_id: 'nobody' }, oauth.ClientSecretBasic('wrong')],
  'an assertion by another key of that name': async () => [clients.ES256, oauth.PrivateKeyJwt((await newKey()).key)],
  'an assertion for another server': () =>
    [clients.ES256, assertion('ES256', (_, claims) => (claims.aud = 'https://other.example'))],
  'an assertion of another client': () => [clients.ES256, assertion('PS256')],
  'an assertion that has expired': () =>
    [clients.ES256, assertion('ES256', (_, claims) => (claims.exp = claims.iat - 61))],
  'an assertion without jti': () => [clients.ES256, assertion('ES256', (_, claims) => delete claims.jti)],
}

const assertion = (alg, change) => signedWith(clients[alg].key, alg, change)

const kEndpoints = { token: getToken, par: push, revoke }

for (const [impostor, make] of Object.entries(kImpostors)) {
  for (const [endpoint, request] of Object.entries(kEndpoints)) {
    test(`${impostor} is refused at ${endpoint}`, async () => {
      const [client, authenticate] = await make()
      await assertClientRefused(request(client, authenticate))
    })
  }
}

test('an assertion counts once, at whichever endpoint', async () => {
  const jti = randomUUID()
  const same = () => assertion('ES256', (_, claims) => (claims.jti = jti))
  await getToken(clients.ES256, same())
  for (const request of Object.values(kEndpoints)) await assertClientRefused(request(clients.ES256, same()))
})
