// Two attestod on one database, behind what a load balancer does: to clients of others they are one server.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { startAttestod } from '../support/attestod.mjs'
import { connect } from '../support/code_flow.mjs'
import { claimsOf, newKey } from './support/keys.mjs'
import { getCode as getCodeFrom, kRedirectUri } from './support/login.mjs'
import { discover, kInsecure } from './support/oauth4webapi.mjs'
import { UserAgent } from './support/user_agent.mjs'

const oauth = await import('oauth4webapi')
const oidc = await import('openid-client')


let attestod, app, service, key
const answers = [] // node, path and status of each request, in order

before(async () => {
  attestod = await startAttestod({ nodes: 2, settings: '[dpop]\nrequire_nonce = true\n' })
  app = await attestod.addClient('app', kRedirectUri, '--public')
  const signing = await newKey()
  key = signing.key
  service = await attestod.addClient('service', kRedirectUri, '--grant-type', 'client_credentials',
    '--auth-method', 'private_key_jwt', ...(await attestod.registerKeys(signing.jwk)))
})

after(async () => assert.equal((await attestod?.stop())?.code, 0))

/** Every request goes to the node that did not get the one before. */
function balancingFetch() {
  let turn = 0
  return async (url, options) => {
    const node = turn++ % attestod.fetches.length
    const response = await attestod.fetches[node](url, options)
    answers.push(`${node} ${new URL(url).pathname} ${response.status}`)
    return response
  }
}

const configure = (fetch) => connect({ issuer: attestod.issuer, fetch }, app, oidc.None())

/** @param fetch  of the browser */
const getCode = (config, fetch) =>
  getCodeFrom(config, new UserAgent({ issuer: attestod.issuer, fetch }), {}, oidc.buildAuthorizationUrlWithPAR)

const newProver = async (config) => oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair())

test('push, login, code, nonces, userinfo and refresh, each request at the other node', async () => {
  const config = await configure(balancingFetch())
  const DPoP = await newProver(config)
  const { url, checks } = await getCode(config, balancingFetch())
  answers.splice(0)
  const tokens = await oidc.authorizationCodeGrant(config, url, checks, undefined, { DPoP })
  assert.deepEqual(claimsOf(tokens.access_token).cnf, { jkt: await DPoP.calculateThumbprint() })
  const [refusal, success] = answers.filter((answer) => answer.includes('/token'))
  assert.match(refusal, / 400$/)
  assert.match(success, / 200$/)
  assert.notEqual(refusal[0], success[0], 'the nonce of one node, taken by the other')
  const { sub } = tokens.claims()
  for (let round = 0; round < 2; ++round) await oidc.fetchUserInfo(config, tokens.access_token, sub, { DPoP })
  assert((await oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP })).access_token)
})

/** @returns getToken(node, authenticate, DPoP): client credentials from that node */
async function serviceAtBoth() {
  const server = await discover(attestod)
  return async (node, authenticate, DPoP) => {
    const response = await oauth.clientCredentialsGrantRequest(server, service, authenticate, { scope: 'profile' },
      { DPoP, ...kInsecure, [oauth.customFetch]: attestod.fetches[node] })
    return oauth.processClientCredentialsResponse(server, service, response)
  }
}

const withJti = (jti) => ({ [oauth.modifyAssertion]: (_, claims) => (claims.jti = jti) })

test('a proof that counted at one node counts no more at the other', async () => {
  const getToken = await serviceAtBoth()
  let jti = randomUUID()
  const DPoP = oauth.DPoP(service, await oauth.generateKeyPair('ES256'), {
    [oauth.modifyAssertion]: (_, claims) => (claims.jti = jti),
  })
  await assert.rejects(getToken(0, oauth.PrivateKeyJwt(key), DPoP), oauth.isDPoPNonceError)
  await getToken(0, oauth.PrivateKeyJwt(key), DPoP)
  await assert.rejects(getToken(1, oauth.PrivateKeyJwt(key), DPoP), { error: 'invalid_dpop_proof' })
  jti = randomUUID()
  await getToken(1, oauth.PrivateKeyJwt(key), DPoP)
})

test('an assertion that counted at one node counts no more at the other', async () => {
  const getToken = await serviceAtBoth()
  const same = oauth.PrivateKeyJwt(key, withJti(randomUUID()))
  await getToken(0, same)
  await assert.rejects(getToken(1, same), { status: 401 })
})

/** What can be used once, used at both nodes at the same time. */
async function raceAtBoth(use) {
  const [one, two] = await Promise.all(attestod.fetches.map(configure))
  const outcomes = await Promise.allSettled([use(one), use(two)])
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  assert.deepEqual(refused.map(({ reason }) => reason.error), ['invalid_grant'])
}

test('a code that is raced at both nodes is redeemed once', async () => {
  const { url, checks } = await getCode(await configure(attestod.fetches[0]), attestod.fetches[1])
  await raceAtBoth((config) => oidc.authorizationCodeGrant(config, url, checks))
})

test('a refresh token that is raced at both nodes is rotated once', async () => {
  const config = await configure(attestod.fetches[0])
  const { url, checks } = await getCode(config, attestod.fetches[1])
  const { refresh_token } = await oidc.authorizationCodeGrant(config, url, checks)
  await raceAtBoth((config) => oidc.refreshTokenGrant(config, refresh_token))
})

test('what is revoked at one node is refused at the other', async () => {
  const [one, two] = await Promise.all(attestod.fetches.map(configure))
  const { url, checks } = await getCode(one, attestod.fetches[1])
  const tokens = await oidc.authorizationCodeGrant(two, url, checks)
  await oidc.tokenRevocation(one, tokens.refresh_token)
  await assert.rejects(oidc.refreshTokenGrant(two, tokens.refresh_token), { error: 'invalid_grant' })
  await assert.rejects(oidc.fetchUserInfo(two, tokens.access_token, tokens.claims().sub), { status: 401 })
})
