// How the pages behave in a browser: phone and desktop, light and dark, without a script.
// ATTESTO_SCREENSHOTS names a folder for pictures of them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { join } from 'node:path'
import { openPage } from './support/browser.mjs'
import { logIn, setScene } from './support/scene.mjs'

const kScreens = [
  { name: 'phone-light', viewport: { width: 360, height: 740 }, colorScheme: 'light' },
  { name: 'phone-dark', viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
  { name: 'desktop-light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'desktop-dark', viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
]

const scene = setScene()

async function look(page, name) {
  const folder = process.env.ATTESTO_SCREENSHOTS
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
}

/** Relative luminance of a CSS color (WCAG 2.1). */
function luminance(color) {
  const [r, g, b] = color.match(/[\d.]+/g).slice(0, 3).map((part) => {
    const c = Number(part) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** What a person sees: nothing sticks out, text can be read (WCAG AA), every field has a name. */
async function checkReadable(page) {
  const seen = await page.evaluate(() => {
    const background = (element) => {
      for (let e = element; e; e = e.parentElement) {
        const color = getComputedStyle(e).backgroundColor
        if (!/, 0\)$|transparent/.test(color)) return color
      }
      return getComputedStyle(document.documentElement).colorScheme.includes('dark') ? 'rgb(18,18,18)' : 'rgb(255,255,255)'
    }
    const texts = [...document.querySelectorAll('h1, p, li, label, button, a')].filter((e) => e.textContent.trim())
    return {
      sticksOut: document.documentElement.scrollWidth > document.documentElement.clientWidth,
      colors: texts.map((e) => ({ text: e.textContent.trim(), color: getComputedStyle(e).color, background: background(e) })),
      unnamed: [...document.querySelectorAll('input:not([type=hidden])')].filter((e) => !e.labels.length).length,
    }
  })
  assert.equal(seen.sticksOut, false, 'no horizontal scrolling')
  assert.equal(seen.unnamed, 0)
  assert(seen.colors.length > 2)
  for (const { text, color, background } of seen.colors) {
    const [light, dark] = [luminance(color), luminance(background)].sort((a, b) => b - a)
    const contrast = (light + 0.05) / (dark + 0.05)
    assert(contrast >= 4.5, `'${text}' has contrast ${contrast.toFixed(1)} (${color} on ${background})`)
  }
}

for (const screen of kScreens) {
  test(`login, consent and error on ${screen.name}`, async () => {
    // The page under test has no script; the checks above need the browser to run ours.
    const { page, context, complaints } = await openPage(scene.browser, { ...screen, javaScriptEnabled: true })
    await page.goto(`${scene.rp.origin}/?prompt=consent`)
    await checkReadable(page)
    assert.equal(await page.locator('script').count(), 0)
    await look(page, `login-${screen.name}`)
    await logIn(page, 'wrong password')
    await checkReadable(page)
    await look(page, `login-again-${screen.name}`)
    await logIn(page)
    await checkReadable(page)
    await look(page, `consent-${screen.name}`)
    await page.goto(`${scene.attestod.issuer}/authorize?client_id=unknown`)
    await checkReadable(page)
    await look(page, `error-${screen.name}`)
    // The browser itself reports statuses of 400 and above; anything else would be ours.
    assert.deepEqual(complaints.filter((text) => !text.startsWith('Failed to load resource')), [])
    await context.close()
  })
}

test('every page forbids framing, foreign content, caching and referrers', async () => {
  const { page, context } = await openPage(scene.browser)
  const pages = [await page.goto(scene.rp.origin), await page.goto(`${scene.attestod.issuer}/authorize?client_id=unknown`)]
  for (const answer of pages) {
    const headers = answer.headers()
    assert.match(headers['content-security-policy'], /default-src 'none'/)
    assert.match(headers['content-security-policy'], /frame-ancestors 'none'/)
    assert.equal(headers['x-frame-options'], 'DENY')
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['cache-control'], 'no-store')
  }
  await context.close()
})
