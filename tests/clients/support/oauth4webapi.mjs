// What every test with oauth4webapi begins with.
import '../../support/web_crypto.mjs'

const oauth = await import('oauth4webapi')

/** For plain http on this machine. */
export const kInsecure = { [oauth.allowInsecureRequests]: true }

/** Reads the metadata as the library validates them. @param algorithm  `oidc` or `oauth2`: which of the two documents */
export async function discover({ issuer, fetch }, algorithm = 'oidc') {
  const url = new URL(issuer)
  const response = await oauth.discoveryRequest(url, { algorithm, ...kInsecure, [oauth.customFetch]: fetch })
  return oauth.processDiscoveryResponse(url, response)
}
