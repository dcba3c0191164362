// One login as openid-client sees it: what it remembers between the request and the answer.
import './web_crypto.mjs'

const oidc = await import('openid-client')

export const kScope = 'openid profile email offline_access'

/** @returns the parameters of the request that are new for each login, and the checks of its answer */
export async function newLogin() {
  const state = oidc.randomState()
  const nonce = oidc.randomNonce()
  const verifier = oidc.randomPKCECodeVerifier()
  return {
    parameters: {
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    },
    checks: { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
  }
}

/**
 * Reads the metadata of the server; signatures of ID tokens will be checked too, which TLS would be enough for.
 * @param more  metadata of the client besides client_id
 */
export async function connect({ issuer, fetch }, client, authentication, more = {}, options = {}) {
  return oidc.discovery(new URL(issuer), client.client_id, more, authentication, {
    execute: [oidc.enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [])],
    [oidc.customFetch]: fetch,
    ...options,
  })
}
