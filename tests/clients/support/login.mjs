// From an authorization request over login and consent to the code.
import { kScope, newLogin } from '../../support/code_flow.mjs'

const oidc = await import('openid-client')

/** Nothing listens there: the browser of these tests stops where it would leave the server. */
export const kRedirectUri = 'https://client.example/callback'

/** The request of a new login, with what its answer is checked against. @param more  parameters, instead of the usual */
export async function newRequest(more = {}) {
  const { parameters, checks } = await newLogin()
  return { request: { redirect_uri: kRedirectUri, scope: kScope, prompt: 'consent', ...parameters, ...more }, checks }
}

/**
 * @param agent  the end-user's browser
 * @param way  how the client asks, default: in the URL
 * @param options  of openid-client, for that way
 * @returns the address with the code, and the checks for it
 */
export async function getCode(config, agent, more = {}, way = oidc.buildAuthorizationUrl, options = undefined) {
  const { request, checks } = await newRequest(more)
  await agent.authorize(await way(config, request, options))
  return { url: agent.url, checks }
}

/** A login up to its tokens. @param options  of openid-client, for the token request */
export async function logIn(config, agent, more = {}, options = undefined) {
  const { url, checks } = await getCode(config, agent, more)
  return oidc.authorizationCodeGrant(config, url, checks, undefined, options)
}
