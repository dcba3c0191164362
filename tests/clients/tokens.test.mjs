// The life of tokens after the login, with openid-client: rotation, narrowing, revocation - RFC 6749 6, 7009, 8707.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startAttestod } from '../support/attestod.mjs'
import { connect, kScope } from '../support/code_flow.mjs'
import { claimsOf } from './support/keys.mjs'
import { kRedirectUri, newRequest } from './support/login.mjs'
import { UserAgent } from './support/user_agent.mjs'

const oidc = await import('openid-client')

const kApi = 'https://api.example.com'
const kOtherApi = 'https://other.example.com'

let attestod
const configs = {}
const agents = {} // each stays logged in

before(async () => {
  attestod = await startAttestod({ settings: `[resources]\nsupported = ["${kApi}", "${kOtherApi}"]\n` })
  const add = async (name, ...more) => {
    const client = await attestod.addClient(name, kRedirectUri, ...more)
    const authentication = client.client_secret ? oidc.ClientSecretBasic(client.client_secret) : oidc.None()
    configs[name] = await connect(attestod, client, authentication)
    agents[name] = new UserAgent(attestod)
  }
  await add('web')
  await add('app', '--public')
  await add('other')
})

after(async () => assert.equal((await attestod?.stop())?.code, 0))

/** @param resources  what the tokens are to be for; default: the server itself */
async function logIn(name, { scope = kScope, resources = [] } = {}) {
  const { request, checks } = await newRequest({ scope })
  const parameters = new URLSearchParams(request)
  for (const resource of resources) parameters.append('resource', resource)
  await agents[name].authorize(oidc.buildAuthorizationUrl(configs[name], parameters))
  return oidc.authorizationCodeGrant(configs[name], agents[name].url, checks)
}

const refresh = (name, token, parameters) => oidc.refreshTokenGrant(configs[name], token, parameters)

/** Whether userinfo takes the token. */
async function isAlive(name, { access_token }) {
  const { status } = await oidc.fetchProtectedResource(configs[name], access_token,
    new URL(configs[name].serverMetadata().userinfo_endpoint), 'GET').catch(({ status }) => ({ status }))
  return status === 200
}

for (const name of ['web', 'app']) {
  test(`${name}: each refresh brings a new token, and one that comes twice ends them all`, async () => {
    const first = await logIn(name)
    const second = await refresh(name, first.refresh_token)
    const third = await refresh(name, second.refresh_token)
    assert.equal(new Set([first, second, third].map(({ refresh_token }) => refresh_token)).size, 3)
    assert(await isAlive(name, third))
    await assert.rejects(refresh(name, second.refresh_token), { error: 'invalid_grant' })
    await assert.rejects(refresh(name, third.refresh_token), { error: 'invalid_grant' })
    for (const tokens of [first, second, third]) assert.equal(await isAlive(name, tokens), false)
  })
}

test('scope narrows, comes back, and never widens', async () => {
  const tokens = await logIn('web', { scope: 'openid email offline_access' })
  const narrow = await refresh('web', tokens.refresh_token, { scope: 'openid' })
  assert.equal(narrow.scope, 'openid')
  const back = await refresh('web', narrow.refresh_token)
  assert.equal(back.scope, 'openid email offline_access', 'what was granted stays granted (RFC 6749 6)')
  await assert.rejects(refresh('web', back.refresh_token, { scope: 'openid profile' }), { error: 'invalid_scope' })
})

test('a token for two resources narrows to one, and never to a third (RFC 8707)', async () => {
  const { access_token, refresh_token } = await logIn('web', { resources: [kApi, kOtherApi] })
  assert.deepEqual(claimsOf(access_token).aud, [kApi, kOtherApi])
  const narrow = await refresh('web', refresh_token, { resource: kApi })
  assert.equal(claimsOf(narrow.access_token).aud, kApi)
  await assert.rejects(refresh('web', narrow.refresh_token, { resource: attestod.issuer }), { error: 'invalid_target' })
})

test('without offline_access there is nothing to refresh', async () =>
  assert.equal((await logIn('web', { scope: 'openid' })).refresh_token, undefined))

test("another client's refresh token is of no use, and is not used up", async () => {
  const { refresh_token } = await logIn('web')
  for (const thief of ['other', 'app']) await assert.rejects(refresh(thief, refresh_token), { error: 'invalid_grant' })
  assert((await refresh('web', refresh_token)).access_token)
})

/** What is revoked, how it is announced, and what is left. */
const kRevocations = [
  { revoked: 'access_token', leaves: { access: false, refresh: true } },
  { revoked: 'access_token', hint: 'refresh_token', leaves: { access: false, refresh: true } },
  { revoked: 'refresh_token', hint: 'refresh_token', leaves: { access: false, refresh: false } },
  { revoked: 'refresh_token', hint: 'unheard_of', leaves: { access: false, refresh: false } },
]

for (const name of ['web', 'app']) {
  for (const { revoked, hint, leaves } of kRevocations) {
    test(`${name} revokes its ${revoked}${hint ? ` as ${hint}` : ''}`, async () => {
      const tokens = await logIn(name)
      await oidc.tokenRevocation(configs[name], tokens[revoked], hint && { token_type_hint: hint })
      await oidc.tokenRevocation(configs[name], tokens[revoked]) // a second time is no error (RFC 7009 2.2)
      assert.equal(await isAlive(name, tokens), leaves.access)
      const refreshed = refresh(name, tokens.refresh_token)
      if (leaves.refresh) assert(await isAlive(name, await refreshed))
      else await assert.rejects(refreshed, { error: 'invalid_grant' })
    })
  }
}

test("revoking another client's token changes nothing", async () => {
  const tokens = await logIn('web')
  for (const token of [tokens.access_token, tokens.refresh_token]) await oidc.tokenRevocation(configs.other, token)
  assert(await isAlive('web', tokens))
  assert((await refresh('web', tokens.refresh_token)).access_token)
})
