// Nonces and replays, request by request: oauth4webapi makes the proofs, and leaves it to us what is sent - RFC 9449.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startAttestod } from '../support/attestod.mjs'
import { claimsOf, newKey } from './support/keys.mjs'
import { kRedirectUri } from './support/login.mjs'
import { discover, kInsecure } from './support/oauth4webapi.mjs'

const oauth = await import('oauth4webapi')

let attestod, server, client, authenticate, key

before(async () => {
  attestod = await startAttestod({ settings: '[dpop]\nrequire_nonce = true\n' })
  server = await discover(attestod)
  const signing = await newKey()
  key = signing.key
  client = await attestod.addClient('service', kRedirectUri, '--grant-type', 'client_credentials',
    '--auth-method', 'private_key_jwt', ...(await attestod.registerKeys(signing.jwk)))
  authenticate = oauth.PrivateKeyJwt(key)
})

after(async () => assert.equal((await attestod?.stop())?.code, 0))

/** @param change  gets header and claims of each proof before it is signed */
const newProver = async (change) =>
  oauth.DPoP(client, await oauth.generateKeyPair('ES256'), change && { [oauth.modifyAssertion]: change })

async function getToken(DPoP, options = {}) {
  const response = await oauth.clientCredentialsGrantRequest(server, client, authenticate, { scope: 'profile' },
    { DPoP, ...kInsecure, ...options })
  return oauth.processClientCredentialsResponse(server, client, response)
}

/** Until the server's nonce is known. */
async function getTokenWithNonce(DPoP) {
  await assert.rejects(getToken(DPoP), oauth.isDPoPNonceError)
  return getToken(DPoP)
}

/** A request to some API with the token, as that API receives it. */
async function requestToApi(token, DPoP) {
  let request
  const keep = (url, options) => {
    request = new Request(url, options)
    return new Response()
  }
  await oauth.protectedResourceRequest(token, 'GET', new URL('https://api.example/data'), undefined, undefined,
    { DPoP, [oauth.customFetch]: keep })
  return request
}

test('the first proof is told the nonce, the next one is served; the token holds the key', async () => {
  const DPoP = await newProver()
  const { access_token, token_type } = await getTokenWithNonce(DPoP)
  assert.equal(token_type, 'dpop')
  assert.deepEqual(claimsOf(access_token).cnf, { jkt: await DPoP.calculateThumbprint() })
  await getToken(DPoP) // the nonce is good for more than one request
})

test('a resource server of others takes the token with its key, and without it refuses', async () => {
  const DPoP = await newProver()
  const { access_token } = await getTokenWithNonce(DPoP)
  const validate = (request) => oauth.validateJwtAccessToken(server, request, attestod.issuer, kInsecure)
  const claims = await validate(await requestToApi(access_token, DPoP))
  assert.equal(claims.client_id, client.client_id)
  await assert.rejects(validate(await requestToApi(access_token, await newProver())), /confirmation mismatch/)
  const bearer = new Request('https://api.example/data', { headers: { authorization: `Bearer ${access_token}` } })
  await assert.rejects(validate(bearer), /DPoP/)
})

/** Each changes what the library would have signed; all have a good nonce. */
const kBadProofs = {
  'for another endpoint': (_, claims) => (claims.htu = server.userinfo_endpoint),
  'for another method': (_, claims) => (claims.htm = 'GET'),
  'made five minutes ago': (_, claims) => (claims.iat -= 300),
  'made in five minutes': (_, claims) => (claims.iat += 300),
  'without jti': (_, claims) => delete claims.jti,
  'of another type': (header) => (header.typ = 'jwt'),
  'with another key in its header': (header) => (header.jwk = { ...header.jwk, x: header.jwk.y, y: header.jwk.x }),
}

for (const [fault, change] of Object.entries(kBadProofs)) {
  test(`a proof ${fault}`, async () => {
    let spoil = () => {}
    const DPoP = await newProver((header, claims) => spoil(header, claims))
    await getTokenWithNonce(DPoP)
    spoil = change
    await assert.rejects(getToken(DPoP), { error: 'invalid_dpop_proof', status: 400 })
  })
}

test('a nonce that the server never made', async () => {
  const DPoP = await newProver((_, claims) => (claims.nonce = 'made-up'))
  await assert.rejects(getToken(DPoP), oauth.isDPoPNonceError)
  await assert.rejects(getToken(DPoP), oauth.isDPoPNonceError)
})

test('the same proof twice', async () => {
  const DPoP = await newProver()
  await getTokenWithNonce(DPoP)
  let proof
  const record = (url, options) => {
    proof = options.headers.dpop
    return fetch(url, options)
  }
  await getToken(DPoP, { [oauth.customFetch]: record })
  const replay = (url, options) => fetch(url, { ...options, headers: { ...options.headers, dpop: proof } })
  await assert.rejects(getToken(DPoP, { [oauth.customFetch]: replay }), { error: 'invalid_dpop_proof', status: 400 })
})
