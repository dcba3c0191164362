// response_mode=form_post in a real browser - OAuth 2.0 Form Post Response Mode; certification.md rules 37 and 38.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kUser } from '../support/attestod.mjs'
import { openPage } from './support/browser.mjs'
import { allow, logIn, setScene } from './support/scene.mjs'

const scene = setScene()

/** Up to the answer, which is the page under test. */
async function logInAndAllow(page) {
  await page.goto(`${scene.rp.origin}/?response_mode=form_post&prompt=consent`)
  await logIn(page)
  await allow(page)
}

test('rule 38: the answer is posted without a click', async () => {
  const { page, context, complaints } = await openPage(scene.browser, { javaScriptEnabled: true })
  await logInAndAllow(page)
  await page.waitForURL(scene.rp.redirectUri)
  assert.equal(await page.textContent('body'), `Hello ${kUser.email}`)
  assert.equal(scene.rp.results.length, 1)
  assert.deepEqual(complaints, [])
  await context.close()
})

test('without scripts a button posts it', async () => {
  const { page, context, complaints } = await openPage(scene.browser)
  await logInAndAllow(page)
  assert(page.url().startsWith(`${scene.attestod.issuer}/`))
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL(scene.rp.redirectUri)
  assert.equal(await page.textContent('body'), `Hello ${kUser.email}`)
  // The policy would have let the script run; it is the browser that has scripts off.
  assert.deepEqual(complaints.filter((text) => !/scripts? .*sandboxed/i.test(text)), [])
  await context.close()
})

test('rule 37: a refusal is posted too', async () => {
  const { page, context } = await openPage(scene.browser, { javaScriptEnabled: true })
  await page.goto(`${scene.rp.origin}/?response_mode=form_post&prompt=none`)
  await page.waitForURL(scene.rp.redirectUri)
  assert.equal(await page.textContent('body'), 'Refused: login_required')
  await context.close()
})
