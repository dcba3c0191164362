// Ways to ask for a code and ways to get it, as openid-client walks them: RFC 6749, 7636, 9126, 9101, 9207.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startAttestod } from '../support/attestod.mjs'
import { connect, kScope } from '../support/code_flow.mjs'
import { claimsOf, newKey } from './support/keys.mjs'
import { kRedirectUri, newRequest } from './support/login.mjs'
import { UserAgent } from './support/user_agent.mjs'

const oidc = await import('openid-client')

let attestod
const clients = {}

before(async () => {
  attestod = await startAttestod()
  const signing = await newKey()
  const add = async (name, ...more) => {
    const client = await attestod.addClient(name, kRedirectUri, ...more)
    const authentication = client.client_secret ? oidc.ClientSecretBasic(client.client_secret) : oidc.None()
    clients[name] = { ...client, key: signing.key, config: await connect(attestod, client, authentication) }
  }
  await add('plain')
  await add('app', '--public')
  await add('pushing', '--require-par')
  await add('signing', '--require-signed-request', ...(await attestod.registerKeys(signing.jwk)))
  await add('other')
})

after(async () => assert.equal((await attestod?.stop())?.code, 0))

const inUrl = ({ config }, parameters) => oidc.buildAuthorizationUrl(config, parameters)
const pushed = ({ config }, parameters) => oidc.buildAuthorizationUrlWithPAR(config, parameters)
const signed = ({ config, key }, parameters) => oidc.buildAuthorizationUrlWithJAR(config, parameters, key)
const signedAndPushed = async (client, parameters) => pushed(client, (await signed(client, parameters)).searchParams)

/** A request in one of these ways, with what its answer is checked against. */
async function ask(name, way, more = {}, without = []) {
  const { request, checks } = await newRequest(more)
  for (const parameter of without) delete request[parameter]
  return { request, checks, url: await way(clients[name], request) }
}

const answerInUrl = (agent) => agent.url

/** What the browser would post, as the client's web server would see it. */
const answerInForm = (agent) =>
  new Request(kRedirectUri, { method: 'POST', body: agent.formFor(kRedirectUri) })

const kFlows = [
  { flow: 'in the URL, by a client with a secret', client: 'plain', way: inUrl },
  { flow: 'in the URL, by an app without one', client: 'app', way: inUrl },
  { flow: 'pushed (RFC 9126)', client: 'pushing', way: pushed },
  { flow: 'pushed, by an app without a secret', client: 'app', way: pushed },
  { flow: 'signed (RFC 9101)', client: 'signing', way: signed },
  { flow: 'signed and pushed', client: 'signing', way: signedAndPushed },
  { flow: 'in the URL, answered by form_post', client: 'plain', way: inUrl, mode: 'form_post' },
  { flow: 'signed and pushed, answered by form_post', client: 'signing', way: signedAndPushed, mode: 'form_post' },
]

for (const { flow, client, way, mode } of kFlows) {
  test(`a code: ${flow}`, async () => {
    const { config, client_id } = clients[client]
    const { url, checks, request } = await ask(client, way, mode ? { response_mode: mode } : {})
    const agent = await new UserAgent(attestod).authorize(url)
    const answer = () => (mode ? answerInForm : answerInUrl)(agent)
    const tokens = await oidc.authorizationCodeGrant(config, answer(), checks)

    assert.equal(tokens.claims().nonce, request.nonce)
    assert.equal(tokens.scope, kScope)
    const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)
    assert.equal(userinfo.email, 'alice@example.com')
    const claims = claimsOf(tokens.access_token)
    assert.deepEqual([claims.client_id, claims.iss, claims.sub], [client_id, attestod.issuer, userinfo.sub])

    await assert.rejects(oidc.authorizationCodeGrant(config, answer(), checks), { error: 'invalid_grant' }, 'once')
    await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_grant' },
      'a code that came twice takes its tokens with it (RFC 6749 4.1.2)')
  })
}

/** A code for the client that asked, as whoever stole it would have it. */
async function stealCode(name) {
  const { url, checks } = await ask(name, inUrl)
  const agent = await new UserAgent(attestod).authorize(url)
  return { url: agent.url, checks }
}

const kThefts = [
  { theft: 'without its verifier', change: (checks) => ({ ...checks, pkceCodeVerifier: undefined }) },
  {
    theft: 'with another verifier',
    change: (checks) => ({ ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() }),
  },
  { theft: 'by another client', by: 'other' },
  { theft: 'with another redirect URI', at: 'https://client.example/other' },
]

for (const { theft, by = 'plain', at = kRedirectUri, change = (checks) => checks } of kThefts) {
  test(`a stolen code, redeemed ${theft}`, async () => {
    const { url, checks } = await stealCode('plain')
    const stolen = new URL(url.search, at)
    await assert.rejects(oidc.authorizationCodeGrant(clients[by].config, stolen, change(checks)),
      { error: 'invalid_grant' })
  })
}

test('a code survives who tries it with a wrong verifier', async () => {
  const { url, checks } = await stealCode('plain')
  const { config } = clients.plain
  const wrong = { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() }
  await assert.rejects(oidc.authorizationCodeGrant(config, url, wrong), { error: 'invalid_grant' })
  assert((await oidc.authorizationCodeGrant(config, url, checks)).access_token)
})

for (const mode of ['query', 'form_post']) {
  test(`a refusal by ${mode} has state and iss (RFC 9207)`, async () => {
    const { url, checks, request } = await ask('plain', inUrl, { response_mode: mode })
    const agent = await new UserAgent(attestod).authorize(url, { decision: 'deny' })
    const answer = mode === 'query' ? agent.url.searchParams : agent.formFor(kRedirectUri)
    assert.deepEqual([answer.get('iss'), answer.get('state')], [attestod.issuer, request.state])
    const response = mode === 'query' ? agent.url : answerInForm(agent)
    await assert.rejects(oidc.authorizationCodeGrant(clients.plain.config, response, checks), { error: 'access_denied' })
  })
}

test('an answer that another server could have given is refused by the client (RFC 9207)', async () => {
  const { url, checks } = await stealCode('plain')
  for (const issuer of ['https://evil.example', undefined]) {
    const answer = new URL(url)
    if (issuer) answer.searchParams.set('iss', issuer)
    else answer.searchParams.delete('iss')
    await assert.rejects(oidc.authorizationCodeGrant(clients.plain.config, answer, checks),
      { code: 'OAUTH_INVALID_RESPONSE' })
  }
})

const kPkce = ['code_challenge', 'code_challenge_method']

// Where an error may go: never to a redirect URI that is not registered.
const kBadRequests = [
  {
    fault: 'a redirect URI that is not registered',
    client: 'plain',
    more: { redirect_uri: `${kRedirectUri}/` },
    status: 400,
  },
  { fault: 'no PKCE', client: 'plain', without: kPkce, error: 'invalid_request' },
  { fault: 'no push, where one is a must', client: 'pushing', error: 'invalid_request' },
  { fault: 'no signature, where one is a must', client: 'signing', error: 'invalid_request' },
]

for (const { fault, client, more, without, status, error } of kBadRequests) {
  test(`a request with ${fault}`, async () => {
    const { url, checks } = await ask(client, inUrl, more, without)
    const agent = await new UserAgent(attestod).visit(url)
    if (status) {
      assert.equal(agent.status, status)
      assert.match(agent.html, /Something went wrong/)
    } else {
      await assert.rejects(oidc.authorizationCodeGrant(clients[client].config, agent.url, checks), { error })
    }
  })
}

const kBadPushes = [
  { fault: 'a redirect URI that is not registered', more: { redirect_uri: `${kRedirectUri}/` }, error: 'invalid_request' },
  { fault: 'a scope that does not exist', more: { scope: 'openid everything' }, error: 'invalid_scope' },
  { fault: 'no PKCE', without: kPkce, error: 'invalid_request' },
  { fault: 'a request_uri of its own', more: { request_uri: 'urn:example:1' }, error: 'invalid_request' },
]

for (const { fault, more, without, error } of kBadPushes)
  test(`a push with ${fault} is refused at once`, () =>
    assert.rejects(ask('plain', pushed, more, without), { error, status: 400 }))

test('a pushed request belongs to its client, and ends with its answer', async () => {
  const { url } = await ask('plain', pushed)
  const stolen = new URL(url)
  stolen.searchParams.set('client_id', clients.other.client_id)
  const thief = await new UserAgent(attestod).visit(stolen)
  assert.equal(thief.status, 400)
  const agent = await new UserAgent(attestod).authorize(url)
  assert(agent.url.searchParams.has('code'))
  await agent.visit(url)
  assert.equal(agent.status, 400)
})

test('a request that was signed by another key', async () => {
  const { key } = await newKey()
  const { url } = await ask('signing', ({ config }, parameters) => signed({ config, key }, parameters))
  url.searchParams.set('redirect_uri', kRedirectUri) // nothing inside counts, so outside says where the error goes
  const agent = await new UserAgent(attestod).visit(url)
  await assert.rejects(oidc.authorizationCodeGrant(clients.signing.config, agent.url),
    { error: 'invalid_request_object' })
})
