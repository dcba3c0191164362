// A person logs in through a real browser, and a real OpenID Connect client gets its tokens.
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { kUser, startAttestod } from './support/attestod.mjs'
import { launchBrowser, openPage } from './support/browser.mjs'
import { startRelyingParty } from './support/relying_party.mjs'

const oidc = await import('openid-client')

let attestod, rp, browser

before(async () => {
  attestod = await startAttestod()
  rp = await startRelyingParty(attestod.issuer, (uri) => attestod.addClient('Example Photos', uri))
  browser = await launchBrowser()
})

after(async () => {
  await browser?.close()
  await rp?.stop()
  const { code, log } = await attestod.stop()
  assert.equal(code, 0, 'attestod stops cleanly')
  for (const { tokens } of rp.results.filter((result) => result.tokens))
    for (const secret of [tokens.access_token, tokens.refresh_token, tokens.id_token])
      assert(!log.includes(secret), 'no token in the log')
  assert(!log.includes(kUser.password), 'no password in the log')
})

beforeEach(() => rp.results.splice(0))

async function logIn(page, password = kUser.password) {
  await page.getByLabel('Username').fill(kUser.name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

const allow = (page) => page.getByRole('button', { name: 'Allow' }).click()

test('login, consent, tokens, userinfo, refresh, revocation', async () => {
  const { page, context, complaints } = await openPage(browser)
  await page.goto(rp.origin)
  assert.match(page.url(), /\/login\?interaction=/)
  await logIn(page)
  assert.match(page.url(), /\/consent\?interaction=/)
  await page.getByText('Example Photos').first().waitFor()
  await allow(page)
  assert.equal(await page.textContent('body'), `Hello ${kUser.email}`)
  assert(page.url().startsWith(rp.redirectUri))
  assert.deepEqual(complaints, [])

  const [{ tokens, claims }] = rp.results
  assert.equal(claims.iss, attestod.issuer)
  assert.equal(claims.aud, rp.client.client_id)

  const refreshed = await oidc.refreshTokenGrant(rp.config, tokens.refresh_token)
  assert.notEqual(refreshed.refresh_token, tokens.refresh_token, 'the refresh token rotates')
  await oidc.fetchUserInfo(rp.config, refreshed.access_token, claims.sub)

  await oidc.tokenRevocation(rp.config, refreshed.refresh_token)
  await assert.rejects(oidc.refreshTokenGrant(rp.config, refreshed.refresh_token), { error: 'invalid_grant' })
  await assert.rejects(oidc.fetchUserInfo(rp.config, refreshed.access_token, claims.sub),
    (error) => error.cause?.[0]?.parameters?.error === 'invalid_token')
  await context.close()
})

test('reuse of a refresh token kills the family', async () => {
  const { page, context } = await openPage(browser)
  await page.goto(rp.origin)
  await logIn(page)
  await page.getByText(/Hello|Allow/).first().waitFor()
  if (page.url().includes('/consent')) await allow(page)
  const [{ tokens }] = rp.results
  const successor = await oidc.refreshTokenGrant(rp.config, tokens.refresh_token)
  await assert.rejects(oidc.refreshTokenGrant(rp.config, tokens.refresh_token), { error: 'invalid_grant' })
  await assert.rejects(oidc.refreshTokenGrant(rp.config, successor.refresh_token), { error: 'invalid_grant' })
  await context.close()
})

test('consent is remembered, and asked for again with prompt=consent', async () => {
  const { page, context } = await openPage(browser)
  await page.goto(rp.origin)
  await logIn(page)
  if (page.url().includes('/consent')) await allow(page)
  await page.goto(rp.origin)
  assert(page.url().startsWith(rp.redirectUri), 'neither login nor consent a second time')
  await page.goto(`${rp.origin}/?prompt=consent`)
  assert.match(page.url(), /\/consent\?/)
  await allow(page)
  assert(page.url().startsWith(rp.redirectUri))
  await context.close()
})

test('the end-user denies', async () => {
  const { page, context } = await openPage(browser)
  await page.goto(`${rp.origin}/?prompt=consent`)
  await logIn(page)
  await page.getByRole('button', { name: 'Deny' }).click()
  assert.equal(await page.textContent('body'), 'Refused: access_denied')
  await context.close()
})

test('a wrong password shows the form again, and says no more than that', async () => {
  const { page, context } = await openPage(browser)
  await page.goto(rp.origin)
  await logIn(page, 'wrong password')
  const message = await page.getByRole('alert').textContent()
  await page.getByLabel('Username').fill('nobody')
  await page.getByLabel('Password').fill('wrong password')
  await page.getByRole('button', { name: 'Log in' }).click()
  assert.equal(await page.getByRole('alert').textContent(), message, 'an unknown user reads the same')
  await context.close()
})

test('two tabs do not collide', async () => {
  const { page: first, context } = await openPage(browser)
  const second = await context.newPage()
  await first.goto(`${rp.origin}/?prompt=consent`)
  await second.goto(`${rp.origin}/?prompt=consent`)
  await logIn(first)
  await allow(first)
  assert.equal(await first.textContent('body'), `Hello ${kUser.email}`)
  await logIn(second)
  await allow(second)
  assert.equal(await second.textContent('body'), `Hello ${kUser.email}`)
  await context.close()
})

test('prompt=none answers at once, with or without a session', async () => {
  const { page, context } = await openPage(browser)
  await page.goto(`${rp.origin}/?prompt=none`)
  assert.equal(await page.textContent('body'), 'Refused: login_required')
  await page.goto(rp.origin)
  await logIn(page)
  if (page.url().includes('/consent')) await allow(page)
  await page.goto(`${rp.origin}/?prompt=none`)
  assert.equal(await page.textContent('body'), `Hello ${kUser.email}`)
  await context.close()
})

test('a redirect URI that is not registered gets a page, never a redirect', async () => {
  const { page, context } = await openPage(browser)
  const url = await rp.begin({ redirect_uri: `${rp.redirectUri}/` })
  const response = await page.goto(url.href)
  assert.equal(response.status(), 400)
  assert(page.url().startsWith(`${attestod.issuer}/authorize`))
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Something went wrong')
  await context.close()
})
