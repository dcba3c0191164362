// The code flow with oauth4webapi, every step made and checked by itself - RFC 9101, 9126, 9207, OpenID Connect Core 3.1.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { kUser, startAttestod } from '../support/attestod.mjs'
import { newKey } from './support/keys.mjs'
import { kRedirectUri, newRequest } from './support/login.mjs'
import { discover, kInsecure } from './support/oauth4webapi.mjs'
import { UserAgent } from './support/user_agent.mjs'

const oauth = await import('oauth4webapi')

let attestod, server, client, authenticate, key

before(async () => {
  attestod = await startAttestod()
  server = await discover(attestod)
  const signing = await newKey()
  key = signing.key
  client = await attestod.addClient('web', kRedirectUri, '--auth-method', 'private_key_jwt', '--require-par',
    '--require-signed-request', ...(await attestod.registerKeys(signing.jwk)))
  authenticate = oauth.PrivateKeyJwt(key)
})

after(async () => assert.equal((await attestod?.stop())?.code, 0))

/** Signs the request, pushes it and sends the browser. @returns where the answer is, and its checks */
async function authorize() {
  const { request, checks } = await newRequest({ response_type: 'code' })
  const object = await oauth.issueRequestObject(server, client, request, key)
  const pushed = await oauth.processPushedAuthorizationResponse(server, client,
    await oauth.pushedAuthorizationRequest(server, client, authenticate, { request: object }, kInsecure))
  assert(pushed.expires_in > 0)
  const url = new URL(server.authorization_endpoint)
  url.search = new URLSearchParams({ client_id: client.client_id, request_uri: pushed.request_uri })
  return { url: (await new UserAgent(attestod).authorize(url)).url, checks }
}

/** @param answer  what validateAuthResponse found in order */
async function redeem(answer, checks) {
  const response = await oauth.authorizationCodeGrantRequest(server, client, authenticate, answer, kRedirectUri,
    checks.pkceCodeVerifier, kInsecure)
  const expectations = { expectedNonce: checks.expectedNonce, requireIdToken: true }
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, expectations)
  await oauth.validateApplicationLevelSignature(server, response, kInsecure)
  return tokens
}

async function readUserinfo({ access_token }, sub) {
  const response = await oauth.userInfoRequest(server, client, access_token, kInsecure)
  return oauth.processUserInfoResponse(server, client, sub, response)
}

test('signed, pushed, answered, redeemed, read and refreshed', async () => {
  const { url, checks } = await authorize()
  const tokens = await redeem(oauth.validateAuthResponse(server, client, url, checks.expectedState), checks)
  const { sub, iss } = oauth.getValidatedIdTokenClaims(tokens)
  assert.equal(iss, attestod.issuer)
  assert.equal((await readUserinfo(tokens, sub)).email, kUser.email)

  const response = await oauth.refreshTokenGrantRequest(server, client, authenticate, tokens.refresh_token, kInsecure)
  const refreshed = await oauth.processRefreshTokenResponse(server, client, response)
  assert.equal((await readUserinfo(refreshed, sub)).sub, sub)
})

test('the library finds who answered in the answer (RFC 9207)', async () => {
  const { url, checks } = await authorize()
  assert.throws(() => oauth.validateAuthResponse({ ...server, issuer: 'https://other.example' }, client, url,
    checks.expectedState), { code: 'OAUTH_INVALID_RESPONSE' })
})

test('userinfo of somebody else is refused by the library (OpenID Connect Core 5.3.2)', async () => {
  const { url, checks } = await authorize()
  const tokens = await redeem(oauth.validateAuthResponse(server, client, url, checks.expectedState), checks)
  await assert.rejects(readUserinfo(tokens, 'somebody-else'), { code: 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' })
})

/** Each spoils what is signed; the push tells at once. */
const kBadObjects = {
  'addressed to another server': (_, claims) => (claims.aud = 'https://other.example'),
  'of another client': (_, claims) => (claims.iss = 'other'),
  'that has expired': (_, claims) => (claims.exp = claims.iat - 61),
  'with an unregistered redirect URI': (_, claims) => (claims.redirect_uri = 'https://evil.example/'),
  'without PKCE': (_, claims) => (delete claims.code_challenge, delete claims.code_challenge_method),
}

for (const [fault, change] of Object.entries(kBadObjects)) {
  test(`a request object ${fault} is refused at the push`, async () => {
    const { request } = await newRequest({ response_type: 'code' })
    const object = await oauth.issueRequestObject(server, client, request, key, { [oauth.modifyAssertion]: change })
    const response = await oauth.pushedAuthorizationRequest(server, client, authenticate, { request: object }, kInsecure)
    await assert.rejects(oauth.processPushedAuthorizationResponse(server, client, response),
      ({ status, error }) => status === 400 && /^invalid_request(_object)?$/.test(error))
  })
}
