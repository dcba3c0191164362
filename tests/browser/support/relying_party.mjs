// A relying party as its author would write it with openid-client: / starts the login, /callback
// ends it and shows who came. It checks what the library checks: state, iss, nonce, PKCE, at_hash.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { connect, kScope, newLogin } from '../../support/code_flow.mjs'
import { freePort } from '../../support/processes.mjs'

const oidc = await import('openid-client')

/** The answer of response_mode=form_post, as openid-client wants it: in the URL. */
async function posted(request, url) {
  assert.equal(request.headers['content-type'], 'application/x-www-form-urlencoded')
  assert.equal(url.search, '', 'nothing is in the URL')
  let body = ''
  for await (const chunk of request) body += chunk
  return new URL(`${url}?${body}`)
}

/**
 * @param register  gets the redirect URI, gives client_id and client_secret
 * @param parameters  more parameters of the authorization request
 */
export async function startRelyingParty(attestod, register) {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const redirectUri = `${origin}/callback`
  const client = await register(redirectUri)
  const config = await connect(attestod, client, oidc.ClientSecretBasic(client.client_secret))
  const logins = new Map() // by state, as every tab has its own
  const results = []

  async function begin(parameters) {
    const login = await newLogin()
    logins.set(login.parameters.state, login)
    return oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: kScope,
      ...login.parameters,
      ...parameters,
    })
  }

  async function finish(url) {
    const login = logins.get(url.searchParams.get('state'))
    const tokens = await oidc.authorizationCodeGrant(config, url, login?.checks ?? { expectedState: oidc.skipStateCheck })
    const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)
    return { tokens, userinfo, claims: tokens.claims() }
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, origin)
    response.setHeader('Content-Type', 'text/plain; charset=utf-8')
    try {
      if (url.pathname === '/') {
        response.writeHead(302, { Location: (await begin(Object.fromEntries(url.searchParams))).href }).end()
      } else if (url.pathname === '/callback') {
        const result = await finish(request.method === 'POST' ? await posted(request, url) : url)
        results.push(result)
        response.end(`Hello ${result.userinfo.email}`)
      } else {
        response.writeHead(204).end() // the browser asks for an icon
      }
    } catch (error) {
      results.push({ error })
      response.end(`Refused: ${error.error ?? error.cause?.error ?? error.message}`)
    }
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin, config, client, redirectUri, results, begin,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
