// Keys of clients: the private half as the libraries want it, the public half as it is registered.
import '../../support/web_crypto.mjs'

const jose = await import('jose')

/** @returns key: a private CryptoKey with its kid; jwk: its public half, for `attestod.registerKeys` */
export async function newKey(alg = 'ES256', kid = `${alg}-key`) {
  const { privateKey, publicKey } = await jose.generateKeyPair(alg, { extractable: true })
  return { key: { key: privateKey, kid }, jwk: { ...(await jose.exportJWK(publicKey)), kid, alg, use: 'sig' } }
}

/** What a token says, unverified: for claims that a library does not look at. */
export const claimsOf = (token) => jose.decodeJwt(token)
