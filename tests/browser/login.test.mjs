// A person logs in through a real browser, and a real OpenID Connect client gets its tokens.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kUser } from '../support/attestod.mjs'
import { openPage } from './support/browser.mjs'
import { allow, logIn, setScene } from './support/scene.mjs'

const oidc = await import('openid-client')

const scene = setScene(({ code, log, results }) => {
  assert.equal(code, 0, 'attestod stops cleanly')
  const logins = results.filter((result) => result.tokens)
  assert.notEqual(logins.length, 0)
  for (const { tokens } of logins)
    for (const secret of [tokens.access_token, tokens.refresh_token, tokens.id_token])
      assert(!log.includes(secret), 'no token in the log')
  assert(!log.includes(kUser.password), 'no password in the log')
})

test('login, consent, tokens, userinfo, refresh, revocation', async () => {
  const { page, context, complaints } = await openPage(scene.browser)
  await page.goto(scene.rp.origin)
  assert.match(page.url(), /\/login\?interaction=/)
  await logIn(page)
  assert.match(page.url(), /\/consent\?interaction=/)
  await page.getByText('Example Photos').first().waitFor()
  await allow(page)
  assert.equal(await page.textContent('body'), `Hello ${kUser.email}`)
  assert(page.url().startsWith(scene.rp.redirectUri))
  assert.deepEqual(complaints, [])

  const [{ tokens, claims }] = scene.rp.results
  assert.equal(claims.iss, scene.attestod.issuer)
  assert.equal(claims.aud, scene.rp.client.client_id)

  const refreshed = await oidc.refreshTokenGrant(scene.rp.config, tokens.refresh_token)
  assert.notEqual(refreshed.refresh_token, tokens.refresh_token, 'the refresh token rotates')
  await oidc.fetchUserInfo(scene.rp.config, refreshed.access_token, claims.sub)

  await oidc.tokenRevocation(scene.rp.config, refreshed.refresh_token)
  await assert.rejects(oidc.refreshTokenGrant(scene.rp.config, refreshed.refresh_token), { error: 'invalid_grant' })
  await assert.rejects(oidc.fetchUserInfo(scene.rp.config, refreshed.access_token, claims.sub),
    (error) => error.cause?.[0]?.parameters?.error === 'invalid_token')
  await context.close()
})

test('reuse of a refresh token kills the family', async () => {
  const { page, context } = await openPage(scene.browser)
  await page.goto(scene.rp.origin)
  await logIn(page)
  await page.getByText(/Hello|Allow/).first().waitFor()
  if (page.url().includes('/consent')) await allow(page)
  const [{ tokens }] = scene.rp.results
  const successor = await oidc.refreshTokenGrant(scene.rp.config, tokens.refresh_token)
  await assert.rejects(oidc.refreshTokenGrant(scene.rp.config, tokens.refresh_token), { error: 'invalid_grant' })
  await assert.rejects(oidc.refreshTokenGrant(scene.rp.config, successor.refresh_token), { error: 'invalid_grant' })
  await context.close()
})

test('consent is remembered, and asked for again with prompt=consent', async () => {
  const { page, context } = await openPage(scene.browser)
  await page.goto(scene.rp.origin)
  await logIn(page)
  if (page.url().includes('/consent')) await allow(page)
  await page.goto(scene.rp.origin)
  assert(page.url().startsWith(scene.rp.redirectUri), 'neither login nor consent a second time')
  await page.goto(`${scene.rp.origin}/?prompt=consent`)
  assert.match(page.url(), /\/consent\?/)
  await allow(page)
  assert(page.url().startsWith(scene.rp.redirectUri))
  await context.close()
})

test('the end-user denies', async () => {
  const { page, context } = await openPage(scene.browser)
  await page.goto(`${scene.rp.origin}/?prompt=consent`)
  await logIn(page)
  await page.getByRole('button', { name: 'Deny' }).click()
  assert.equal(await page.textContent('body'), 'Refused: access_denied')
  await context.close()
})

test('a wrong password shows the form again, and says no more than that', async () => {
  const { page, context } = await openPage(scene.browser)
  await page.goto(scene.rp.origin)
  await logIn(page, 'wrong password')
  const message = await page.getByRole('alert').textContent()
  await page.getByLabel('Username').fill('nobody')
  await page.getByLabel('Password').fill('wrong password')
  await page.getByRole('button', { name: 'Log in' }).click()
  assert.equal(await page.getByRole('alert').textContent(), message, 'an unknown user reads the same')
  await context.close()
})

test('two tabs do not collide', async () => {
  const { page: first, context } = await openPage(scene.browser)
  const second = await context.newPage()
  await first.goto(`${scene.rp.origin}/?prompt=consent`)
  await second.goto(`${scene.rp.origin}/?prompt=consent`)
  await logIn(first)
  await allow(first)
  assert.equal(await first.textContent('body'), `Hello ${kUser.email}`)
  await logIn(second)
  await allow(second)
  assert.equal(await second.textContent('body'), `Hello ${kUser.email}`)
  await context.close()
})

test('prompt=none answers at once, with or without a session', async () => {
  const { page, context } = await openPage(scene.browser)
  await page.goto(`${scene.rp.origin}/?prompt=none`)
  assert.equal(await page.textContent('body'), 'Refused: login_required')
  await page.goto(scene.rp.origin)
  await logIn(page)
  if (page.url().includes('/consent')) await allow(page)
  await page.goto(`${scene.rp.origin}/?prompt=none`)
  assert.equal(await page.textContent('body'), `Hello ${kUser.email}`)
  await context.close()
})

test('a redirect URI that is not registered gets a page, never a redirect', async () => {
  const { page, context } = await openPage(scene.browser)
  const url = await scene.rp.begin({ redirect_uri: `${scene.rp.redirectUri}/` })
  const response = await page.goto(url.href)
  assert.equal(response.status(), 400)
  assert(page.url().startsWith(`${scene.attestod.issuer}/authorize`))
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Something went wrong')
  await context.close()
})
