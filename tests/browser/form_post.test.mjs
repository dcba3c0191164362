// response_mode=form_post in a real browser - OAuth 2.0 Form Post Response Mode; certification.md rules 37 and 38.
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { kUser, startAttestod } from './support/attestod.mjs'
import { launchBrowser, openPage } from './support/browser.mjs'
import { startRelyingParty } from './support/relying_party.mjs'

let attestod, rp, browser

before(async () => {
  attestod = await startAttestod()
  rp = await startRelyingParty(attestod.issuer, (uri) => attestod.addClient('Example Photos', uri))
  browser = await launchBrowser()
})

after(async () => {
  await browser?.close()
  await rp?.stop()
  await attestod?.stop()
})

beforeEach(() => rp.results.splice(0))

/** Up to the answer, which is the page under test. */
async function logInAndAllow(page) {
  await page.goto(`${rp.origin}/?response_mode=form_post&prompt=consent`)
  await page.getByLabel('Username').fill(kUser.name)
  await page.getByLabel('Password').fill(kUser.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
}

test('rule 38: the answer is posted without a click', async () => {
  const { page, context, complaints } = await openPage(browser, { javaScriptEnabled: true })
  await logInAndAllow(page)
  await page.waitForURL(rp.redirectUri)
  assert.equal(await page.textContent('body'), `Hello ${kUser.email}`)
  assert.equal(rp.results.length, 1)
  assert.deepEqual(complaints, [])
  await context.close()
})

test('without scripts a button posts it', async () => {
  const { page, context, complaints } = await openPage(browser)
  await logInAndAllow(page)
  assert(page.url().startsWith(`${attestod.issuer}/`))
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL(rp.redirectUri)
  assert.equal(await page.textContent('body'), `Hello ${kUser.email}`)
  // The policy would have let the script run; it is the browser that has scripts off.
  assert.deepEqual(complaints.filter((text) => !/scripts? .*sandboxed/i.test(text)), [])
  await context.close()
})

test('rule 37: a refusal is posted too', async () => {
  const { page, context } = await openPage(browser, { javaScriptEnabled: true })
  await page.goto(`${rp.origin}/?response_mode=form_post&prompt=none`)
  await page.waitForURL(rp.redirectUri)
  assert.equal(await page.textContent('body'), 'Refused: login_required')
  await context.close()
})
