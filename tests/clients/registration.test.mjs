// Clients that register themselves with openid-client, and then log somebody in - RFC 7591, RFC 7592.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startAttestod } from '../support/attestod.mjs'
import { newKey } from './support/keys.mjs'
import { getCode, kRedirectUri, logIn } from './support/login.mjs'
import { UserAgent } from './support/user_agent.mjs'

const oidc = await import('openid-client')

let attestod

before(async () => (attestod = await startAttestod({ settings: '[registration]\nenabled = true\n' })))

after(async () => assert.equal((await attestod?.stop())?.code, 0))

const newInitialToken = async () => (await attestod.attesto(['registration-token', 'new'])).token

/** @param authentication  default: the secret that comes back */
function register(initialAccessToken, more = {}, authentication = undefined) {
  const metadata = {
    client_name: 'Self-made',
    redirect_uris: [kRedirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    scope: 'openid profile email offline_access',
    ...more,
  }
  return oidc.dynamicClientRegistration(new URL(attestod.issuer), metadata, authentication,
    { initialAccessToken, execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] })
}

/** What the client says about itself, and to whom (RFC 7592 2). */
const manage = ({ registration_client_uri, registration_access_token }, options = {}) =>
  fetch(registration_client_uri, {
    ...options,
    headers: { authorization: `Bearer ${registration_access_token}`, ...options.headers },
  })

/** Ways for a new client to authenticate, each as its metadata say and as the library does it. */
const kMethods = {
  client_secret_basic: async () => ({ authentication: oidc.ClientSecretBasic() }),
  client_secret_post: async () => ({ authentication: oidc.ClientSecretPost() }),
  private_key_jwt: async () => {
    const { key, jwk } = await newKey()
    return { authentication: oidc.PrivateKeyJwt(key), more: { jwks: { keys: [jwk] } } }
  },
  none: async () => ({ authentication: oidc.None() }),
}

for (const [method, make] of Object.entries(kMethods)) {
  test(`a client with ${method} registers, logs in, refreshes and removes itself`, async () => {
    const { authentication, more } = await make()
    const metadata = { token_endpoint_auth_method: method, ...more }
    const config = await register(await newInitialToken(), metadata, authentication)
    const registered = config.clientMetadata()
    assert.equal(registered.token_endpoint_auth_method, method)
    assert.equal(registered.client_secret !== undefined, method.startsWith('client_secret_'))
    const tokens = await logIn(config, new UserAgent(attestod))
    const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token)

    const read = await (await manage(registered)).json()
    assert.deepEqual([read.client_id, read.client_name, read.client_secret], [registered.client_id, 'Self-made', undefined])
    assert.equal((await manage(registered, { method: 'DELETE' })).status, 204)
    assert.equal((await manage(registered)).status, 401)
    await assert.rejects(oidc.refreshTokenGrant(config, refreshed.refresh_token), { status: 401 })
  })
}

test('an initial access token is for one client', async () => {
  const token = await newInitialToken()
  await register(token)
  await assert.rejects(register(token), { status: 401 })
})

test('nobody registers without an initial access token, nor with a made-up one', async () => {
  for (const token of [undefined, 'made-up']) await assert.rejects(register(token), { status: 401 })
})

const kRefusals = [
  {
    what: 'a redirect URI without TLS',
    more: { redirect_uris: ['http://client.example/'] },
    error: 'invalid_redirect_uri',
  },
  {
    what: 'a method that does not exist',
    more: { token_endpoint_auth_method: 'magic' },
    error: 'invalid_client_metadata',
  },
  { what: 'keys behind a URL', more: { jwks_uri: 'https://client.example/keys' }, error: 'invalid_client_metadata' },
]

for (const { what, more, error } of kRefusals) {
  test(`refused, and the initial access token is still good: ${what}`, async () => {
    const token = await newInitialToken()
    await assert.rejects(register(token, more), { error, status: 400 })
    await register(token)
  })
}

test('a change counts at the next request', async () => {
  const config = await register(await newInitialToken(), {}, oidc.ClientSecretPost())
  const { client_id, redirect_uris, ...registered } = config.clientMetadata()
  const changed = { client_id, client_name: 'Renamed', redirect_uris: ['https://client.example/other'] }
  const answer = await manage(registered, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(changed),
  })
  assert.deepEqual([answer.status, (await answer.json()).client_name], [200, 'Renamed'])
  const agent = new UserAgent(attestod)
  await getCode(config, agent)
  assert.equal(agent.status, 400, 'the redirect URI of before is registered no more')
})
