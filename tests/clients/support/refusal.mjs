// How a client library tells that its client was not believed.
import assert from 'node:assert/strict'

/** Refused with a challenge, which is what the libraries tell first, and with the error in the body (RFC 6749 5.2). */
export async function assertClientRefused(request) {
  const error = await request.then(() => assert.fail('not refused'), (reason) => reason)
  assert.deepEqual([error.name, error.status], ['WWWAuthenticateChallengeError', 401], error.stack)
  assert.equal((await error.response.json()).error, 'invalid_client')
}
