// What these tests start from: a server, a relying party and a browser.
import { after, before, beforeEach } from 'node:test'
import { kUser, startAttestod } from '../../support/attestod.mjs'
import { launchBrowser } from './browser.mjs'
import { startRelyingParty } from './relying_party.mjs'

/**
 * Starts the three before the tests of the calling file and stops them afterwards.
 * @param inspect  gets the exit code and the log of attestod, and what the relying party got in all tests
 * @returns attestod, rp and browser, from the first test on
 */
export function setScene(inspect = () => {}) {
  const scene = {}
  const earlier = []
  before(async () => {
    scene.attestod = await startAttestod()
    scene.rp = await startRelyingParty(scene.attestod, (uri) => scene.attestod.addClient('Example Photos', uri))
    scene.browser = await launchBrowser()
  })
  beforeEach(() => earlier.push(...scene.rp.results.splice(0)))
  after(async () => {
    await scene.browser?.close()
    await scene.rp?.stop()
    if (scene.attestod) inspect({ ...(await scene.attestod.stop()), results: [...earlier, ...(scene.rp?.results ?? [])] })
  })
  return scene
}

/** Fills in the login form and sends it. */
export async function logIn(page, password = kUser.password) {
  await page.getByLabel('Username').fill(kUser.name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

export const allow = (page) => page.getByRole('button', { name: 'Allow' }).click()
