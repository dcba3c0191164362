// Token exchange with openid-client, at the host of examples/exchange: attestod has no policy for it - RFC 8693.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { connect } from '../support/code_flow.mjs'
import { freePort, startServer } from '../support/processes.mjs'
import { claimsOf } from './support/keys.mjs'

const oauth = await import('oauth4webapi')
const oidc = await import('openid-client')

const kHost = process.env.ATTESTO_EXCHANGE_HOST // the built examples/exchange
const kArchive = 'https://archive.example'
const kAccessToken = 'urn:ietf:params:oauth:token-type:access_token'
const kExchange = 'urn:ietf:params:oauth:grant-type:token-exchange'

let host, issuer
const configs = {}

before(async () => {
  const port = await freePort()
  issuer = `http://localhost:${port}`
  host = await startServer(kHost, [String(port)], `${issuer}/.well-known/oauth-authorization-server`)
  for (const client_id of ['shop', 'desk', 'cellar'])
    configs[client_id] = await connect({ issuer, fetch }, { client_id }, oidc.ClientSecretBasic('kept-elsewhere'), {},
      { algorithm: 'oauth2' })
})

after(async () => assert.equal(await host?.stop(), 0))

const tokenOf = async (client, options) =>
  (await oidc.clientCredentialsGrant(configs[client], { scope: 'read write' }, options)).access_token

/** What the desk asks when the shop called it. @param change  of the parameters; undefined leaves one out */
async function ask(client, change = {}, options = {}) {
  const parameters = {
    subject_token: await tokenOf('shop'),
    subject_token_type: kAccessToken,
    actor_token: await tokenOf(client),
    actor_token_type: kAccessToken,
    resource: kArchive,
    scope: 'read',
    ...change,
  }
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined)
  return oidc.genericGrantRequest(configs[client], kExchange, Object.fromEntries(given), options)
}

/** As the resource server of that audience sees it. */
const validate = (token, audience) =>
  oauth.validateJwtAccessToken(configs.desk.serverMetadata(),
    new Request(audience, { headers: { authorization: `Bearer ${token}` } }), audience,
    { [oauth.allowInsecureRequests]: true })

test('the metadata offer it', () =>
  assert(configs.desk.serverMetadata().grant_types_supported.includes(kExchange)))

test('the desk reaches the archive for the shop, and the token says so', async () => {
  const tokens = await ask('desk')
  assert.equal(tokens.issued_token_type, kAccessToken)
  assert.equal(tokens.refresh_token, undefined)
  const claims = await validate(tokens.access_token, kArchive)
  assert.deepEqual([claims.sub, claims.client_id, claims.scope, claims.act], ['shop', 'desk', 'read', { sub: 'desk' }])
  await assert.rejects(validate(tokens.access_token, issuer), /unexpected JWT "aud"/)
})

test('a revoked token can not be exchanged', async () => {
  const subject_token = await tokenOf('shop')
  await oidc.tokenRevocation(configs.shop, subject_token)
  await assert.rejects(ask('desk', { subject_token }), { error: 'invalid_request' })
})

test('a bound token is exchanged by who proves its key, and stays bound to it', async () => {
  const DPoP = oidc.getDPoPHandle(configs.desk, await oidc.randomDPoPKeyPair())
  const subject_token = await tokenOf('shop', { DPoP })
  const { access_token } = await ask('desk', { subject_token }, { DPoP })
  assert.deepEqual(claimsOf(access_token).cnf, { jkt: await DPoP.calculateThumbprint() })
  await assert.rejects(ask('desk', { subject_token }), { error: 'invalid_request' })
})

const kRefusals = [
  { what: 'a client that the policy does not know', client: 'cellar', error: 'invalid_request' },
  { what: 'nobody acting', change: { actor_token: undefined, actor_token_type: undefined }, error: 'invalid_request' },
  {
    what: 'a resource that the policy does not name',
    change: { resource: 'https://vault.example' },
    error: 'invalid_target',
  },
  { what: 'more scope than the token has', change: { scope: 'read write admin' }, error: 'invalid_scope' },
  { what: 'a token that is none', change: { subject_token: 'made.up.token' }, error: 'invalid_request' },
  {
    what: 'a type that is not exchanged',
    change: { requested_token_type: 'urn:ietf:params:oauth:token-type:saml2' },
    error: 'invalid_request',
  },
  { what: 'a client that is not registered for it', client: 'shop', error: 'unauthorized_client' },
]

for (const { what, client = 'desk', change, error } of kRefusals)
  test(`refused: ${what}`, () => assert.rejects(ask(client, change), { error, status: 400 }))
