// Tokens bound to a key with openid-client, whose requests are retried with the server's nonces - RFC 9449.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startAttestod } from '../support/attestod.mjs'
import { connect } from '../support/code_flow.mjs'
import { claimsOf, newKey } from './support/keys.mjs'
import { getCode as getCodeFrom, kRedirectUri } from './support/login.mjs'
import { UserAgent } from './support/user_agent.mjs'

const oidc = await import('openid-client')

let attestod
const clients = {}
const answers = [] // path and status of each request that a client made, in order

async function recordingFetch(url, options) {
  const response = await fetch(url, options)
  answers.push(`${new URL(url).pathname} ${response.status}`)
  return response
}

before(async () => {
  attestod = await startAttestod({ settings: '[dpop]\nrequire_nonce = true\n' })
  const add = async (name, ...more) => {
    const client = await attestod.addClient(name, kRedirectUri, ...more)
    clients[name] = client.client_secret ? [client, oidc.ClientSecretBasic(client.client_secret)] : [client, oidc.None()]
  }
  await add('web')
  await add('bound', '--dpop-bound')
  await add('app', '--public')
  const { key, jwk } = await newKey('PS256')
  const bank = await attestod.addClient('bank', kRedirectUri, '--dpop-bound', '--require-par',
    '--auth-method', 'private_key_jwt', '--assertion-alg', 'PS256', ...(await attestod.registerKeys(jwk)))
  clients.bank = [bank, oidc.PrivateKeyJwt(key)]
})

after(async () => assert.equal((await attestod?.stop())?.code, 0))

/** A client that was just started, with a key but without a nonce. */
async function startClient(name, alg) {
  const config = await connect({ issuer: attestod.issuer, fetch: recordingFetch }, ...clients[name])
  return { config, DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair(alg)) }
}

const anotherKey = async (config) => oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair())

const inUrl = (config, parameters) => oidc.buildAuthorizationUrl(config, parameters)
const pushed = (config, parameters, options) => oidc.buildAuthorizationUrlWithPAR(config, parameters, options)

const getCode = (config, way = inUrl, more = {}, options = undefined) =>
  getCodeFrom(config, new UserAgent(attestod), more, way, options)

async function logIn(name, alg, way) {
  const { config, DPoP } = await startClient(name, alg)
  const { url, checks } = await getCode(config, way, {}, { DPoP })
  const tokens = await oidc.authorizationCodeGrant(config, url, checks, undefined, { DPoP })
  return { config, DPoP, tokens, sub: tokens.claims().sub }
}

/** A challenge of the scheme DPoP with this error (RFC 9449 7.1). */
const challengedWith = (error) => (reason) =>
  reason.cause?.some(({ scheme, parameters }) => scheme === 'dpop' && parameters.error === error)

const kFlows = [
  { client: 'web', alg: 'ES256' },
  { client: 'web', alg: 'PS256' },
  { client: 'bound', alg: 'ES256' },
  { client: 'app', alg: 'ES256' },
  { client: 'bank', alg: 'PS256', way: pushed, known: ['/par 400', '/par 201', '/token 200'] }, // all of FAPI 2.0
]

for (const { client, alg, way, known = ['/token 400', '/token 200'] } of kFlows) {
  test(`${client} with ${alg}: code, userinfo and refresh, each bound to the key`, async () => {
    answers.splice(0)
    const { config, DPoP, tokens, sub } = await logIn(client, alg, way)
    const jkt = await DPoP.calculateThumbprint()
    assert.equal(tokens.token_type, 'dpop')
    assert.deepEqual(claimsOf(tokens.access_token).cnf, { jkt })
    const proven = answers.filter((answer) => /^.(token|par) /.test(answer))
    assert.deepEqual(proven, known, 'the library learnt the nonce and tried once more')

    await oidc.fetchUserInfo(config, tokens.access_token, sub, { DPoP })
    const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP })
    assert.deepEqual(claimsOf(refreshed.access_token).cnf, { jkt })
    assert.notEqual(refreshed.refresh_token, tokens.refresh_token)
    await oidc.fetchUserInfo(config, refreshed.access_token, sub, { DPoP })
  })
}

test('the token is refused with the proof of another key, and as a bearer token', async () => {
  const { config, tokens, sub } = await logIn('web')
  const DPoP = await anotherKey(config)
  await assert.rejects(oidc.fetchUserInfo(config, tokens.access_token, sub, { DPoP }), challengedWith('invalid_token'))
  const stolen = await fetch(config.serverMetadata().userinfo_endpoint,
    { headers: { authorization: `Bearer ${tokens.access_token}` } })
  assert.equal(stolen.status, 401)
})

test("an app's refresh token is of no use without its key; who tries does not use it up", async () => {
  const { config, DPoP, tokens } = await logIn('app')
  const refresh = (options) => oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, options)
  await assert.rejects(refresh({ DPoP: await anotherKey(config) }), { error: 'invalid_grant' })
  await assert.rejects(refresh(), { error: 'invalid_grant' })
  assert((await refresh({ DPoP })).access_token)
})

test("a client with a secret may change its key when it refreshes (RFC 9449 5)", async () => {
  const { config, tokens } = await logIn('web')
  const DPoP = await anotherKey(config)
  const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP })
  assert.equal(claimsOf(refreshed.access_token).cnf.jkt, await DPoP.calculateThumbprint())
})

test('a client that must prove a key gets nothing without', async () => {
  const { config } = await startClient('bound')
  const { url, checks } = await getCode(config)
  await assert.rejects(oidc.authorizationCodeGrant(config, url, checks), { error: 'invalid_request' })
})

/** Ways to bind the code itself to the key (RFC 9449 10). */
const kBindings = [
  { binding: 'dpop_jkt in the URL', way: inUrl, more: async (DPoP) => ({ dpop_jkt: await DPoP.calculateThumbprint() }) },
  { binding: 'a proof at the push', way: pushed, options: (DPoP) => ({ DPoP }) },
]

for (const { binding, way, more = () => ({}), options = () => ({}) } of kBindings) {
  test(`a code that ${binding} bound is of no use with another key`, async () => {
    const { config, DPoP } = await startClient('app')
    const { url, checks } = await getCode(config, way, await more(DPoP), options(DPoP))
    const redeem = (key) => oidc.authorizationCodeGrant(config, url, checks, undefined, key && { DPoP: key })
    await assert.rejects(redeem(await anotherKey(config)), { error: 'invalid_grant' })
    await assert.rejects(redeem(), { error: 'invalid_grant' })
    assert.equal(claimsOf((await redeem(DPoP)).access_token).cnf.jkt, await DPoP.calculateThumbprint())
  })
}
