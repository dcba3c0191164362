// What clients and resource servers ask about tokens, with openid-client - RFC 7662.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startAttestod } from '../support/attestod.mjs'
import { connect, kScope } from '../support/code_flow.mjs'
import { claimsOf, newKey } from './support/keys.mjs'
import { kRedirectUri, logIn as logInAt } from './support/login.mjs'
import { assertClientRefused } from './support/refusal.mjs'
import { UserAgent } from './support/user_agent.mjs'

const oidc = await import('openid-client')

const kApi = 'https://api.example.com'

let attestod, agent
const configs = {}

before(async () => {
  attestod = await startAttestod({
    settings: `[resources]\nsupported = ["${kApi}"]\n[introspection]\nresource_servers = ["api ${kApi}"]\n`,
  })
  const signing = await newKey()
  const add = async (name, authenticate, ...more) => {
    const client = await attestod.addClient(name, kRedirectUri, ...more)
    configs[name] = await connect(attestod, client, authenticate(client))
  }
  const basic = ({ client_secret }) => oidc.ClientSecretBasic(client_secret)
  await add('web', basic)
  await add('app', () => oidc.None(), '--public')
  await add('other', basic)
  await add('api', () => oidc.PrivateKeyJwt(signing.key), '--client-id', 'api', '--auth-method', 'private_key_jwt',
    ...(await attestod.registerKeys(signing.jwk)))
  agent = new UserAgent(attestod)
})

after(async () => assert.equal((await attestod?.stop())?.code, 0))

const logIn = (name, more, options) => logInAt(configs[name], agent, more, options)

const introspect = (name, token, parameters) => oidc.tokenIntrospection(configs[name], token, parameters)

const assertInactive = async (name, token) => assert.deepEqual({ ...(await introspect(name, token)) }, { active: false })

test('a client reads its own access token, and what it reads is what the token says', async () => {
  const { access_token } = await logIn('web')
  const { active, token_type, ...answer } = await introspect('web', access_token)
  assert.deepEqual([active, token_type], [true, 'Bearer'])
  const claims = claimsOf(access_token)
  assert.equal(answer.scope, kScope)
  for (const name of ['iss', 'aud', 'sub', 'client_id', 'scope', 'jti', 'iat', 'exp'])
    assert.deepEqual(answer[name], claims[name], name)
})

test('a client reads its own refresh token, with whatever hint', async () => {
  const { refresh_token } = await logIn('web')
  for (const token_type_hint of [undefined, 'refresh_token', 'access_token', 'unheard_of']) {
    const answer = await introspect('web', refresh_token, token_type_hint && { token_type_hint })
    assert.deepEqual([answer.active, answer.client_id], [true, configs.web.clientMetadata().client_id])
  }
})

test('a resource server reads the tokens that are for it, and no others', async () => {
  const forApi = await logIn('app', { resource: kApi })
  const answer = await introspect('api', forApi.access_token)
  assert.deepEqual([answer.active, answer.aud], [true, kApi])
  await assertInactive('api', (await logIn('app')).access_token)
  await assertInactive('api', forApi.refresh_token)
})

test('a bound token says to which key', async () => {
  const DPoP = oidc.getDPoPHandle(configs.web, await oidc.randomDPoPKeyPair())
  const { access_token } = await logIn('web', {}, { DPoP })
  const answer = await introspect('web', access_token)
  assert.equal(answer.token_type, 'DPoP')
  assert.deepEqual(answer.cnf, { jkt: await DPoP.calculateThumbprint() })
})

/** Each leaves a token that nobody may count on, and says who asks. */
const kDead = {
  'one that is revoked': async () => {
    const { access_token } = await logIn('web')
    await oidc.tokenRevocation(configs.web, access_token)
    return ['web', access_token]
  },
  'an access token whose refresh token is revoked': async () => {
    const { access_token, refresh_token } = await logIn('web')
    await oidc.tokenRevocation(configs.web, refresh_token)
    return ['web', access_token]
  },
  'a refresh token that was used': async () => {
    const { refresh_token } = await logIn('web')
    await oidc.refreshTokenGrant(configs.web, refresh_token)
    return ['web', refresh_token]
  },
  "another client's access token": async () => ['other', (await logIn('web')).access_token],
  "another client's refresh token": async () => ['other', (await logIn('web')).refresh_token],
  'an ID token': async () => ['web', (await logIn('web')).id_token],
  'one that is none': async () => ['web', 'made.up.token'],
}

for (const [token, make] of Object.entries(kDead)) {
  test(`inactive, and nothing else is said: ${token}`, async () => assertInactive(...(await make())))
}

test('nobody asks without credentials, nor with wrong ones', async () => {
  const { access_token } = await logIn('app')
  await assertClientRefused(introspect('app', access_token))
  const { client_id } = configs.web.clientMetadata()
  configs.impostor = await connect(attestod, { client_id }, oidc.ClientSecretBasic('wrong'))
  await assertClientRefused(introspect('impostor', access_token))
})
