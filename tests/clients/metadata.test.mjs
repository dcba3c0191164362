// Discovery, keys and ID tokens of every algorithm - RFC 8414, OpenID Connect Discovery and Core 3.1.3.7.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startAttestod } from '../support/attestod.mjs'
import { connect } from '../support/code_flow.mjs'
import { getCode, kRedirectUri } from './support/login.mjs'
import { discover } from './support/oauth4webapi.mjs'
import { UserAgent } from './support/user_agent.mjs'

const jose = await import('jose')
const oauth = await import('oauth4webapi')
const oidc = await import('openid-client')

const kAlgorithms = ['ES256', 'ES384', 'ES512', 'RS256', 'PS256', 'EdDSA']

let attestod, agent
const clients = {}

before(async () => {
  attestod = await startAttestod({ algorithms: kAlgorithms, path: '/tenants/one' })
  for (const alg of kAlgorithms) clients[alg] = await attestod.addClient(alg, kRedirectUri, '--id-token-alg', alg)
  agent = new UserAgent(attestod)
})

after(async () => assert.equal((await attestod?.stop())?.code, 0))

test('both documents say the same, below an issuer with a path', async () => {
  const [openid, plain] = [await discover(attestod, 'oidc'), await discover(attestod, 'oauth2')]
  for (const [name, value] of Object.entries(plain)) assert.deepEqual(openid[name], value, name)
  assert.deepEqual([...openid.id_token_signing_alg_values_supported].sort(), [...kAlgorithms].sort())
})

test('a document of another issuer is refused by the client', async () => {
  const { origin } = new URL(attestod.issuer)
  const response = await fetch(`${attestod.issuer}/.well-known/openid-configuration`)
  await assert.rejects(oauth.processDiscoveryResponse(new URL(origin), response),
    { code: 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' })
})

test('every endpoint that is advertised is there', async () => {
  const metadata = await discover(attestod, 'oidc')
  const endpoints = Object.entries(metadata).filter(([name]) => /_(endpoint|uri)$/.test(name))
  assert(endpoints.length >= 6)
  for (const [name, url] of endpoints) {
    assert(url.startsWith(`${attestod.issuer}/`), name)
    const { status } = await fetch(url, { redirect: 'manual' })
    assert.notEqual(status, 404, name)
  }
})

test('rule 12: the keys are public, and each says what it is for', async () => {
  const { keys } = await (await fetch((await discover(attestod, 'oidc')).jwks_uri)).json()
  assert.deepEqual(keys.map(({ alg }) => alg).sort(), [...kAlgorithms].sort())
  for (const key of keys) {
    assert.equal(key.use, 'sig')
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert(!(member in key), member)
    assert((await jose.importJWK(key)).type, 'public')
  }
  assert.equal(new Set(keys.map(({ kid }) => kid)).size, kAlgorithms.length)
})

for (const alg of kAlgorithms) {
  test(`an ID token with ${alg}, at login and at refresh`, async () => {
    const { client_id, client_secret } = clients[alg]
    const config = await connect(attestod, { client_id }, oidc.ClientSecretBasic(client_secret),
      { id_token_signed_response_alg: alg })
    const { url, checks } = await getCode(config, agent, { max_age: '600' })
    const tokens = await oidc.authorizationCodeGrant(config, url, { ...checks, maxAge: 600 })
    assert.equal(jose.decodeProtectedHeader(tokens.id_token).alg, alg)
    const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token)
    const { sub, auth_time, iss } = tokens.claims()
    const claims = refreshed.claims()
    assert.deepEqual([claims.sub, claims.auth_time, claims.iss], [sub, auth_time, iss], 'OpenID Connect Core 12.2')
  })
}

test('an ID token with another nonce is refused by the client', async () => {
  const { client_id, client_secret } = clients.ES256
  const config = await connect(attestod, { client_id }, oidc.ClientSecretBasic(client_secret))
  const { url, checks } = await getCode(config, agent)
  await assert.rejects(oidc.authorizationCodeGrant(config, url, { ...checks, expectedNonce: 'another' }),
    { code: 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' })
})
