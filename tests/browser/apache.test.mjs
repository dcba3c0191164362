// A relying party nobody here wrote: Apache with mod_auth_openidc from Debian protects a page.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { kUser, startAttestod } from '../support/attestod.mjs'
import { freePort, startServer } from '../support/processes.mjs'
import { launchBrowser, openPage } from './support/browser.mjs'
import { allow, logIn } from './support/scene.mjs'

const kModules = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'mime', 'dir', 'include', 'auth_openidc']

/** The page shows what mod_auth_openidc found in the ID token and at userinfo. */
const kPage = `<p>Subject <span id="sub"><!--#echo var="OIDC_CLAIM_sub" --></span></p>
<p>Mail <span id="email"><!--#echo var="OIDC_CLAIM_email" --></span></p>\n`

const configuration = ({ folder, port, issuer, client, redirectUri }) => `
ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
Listen 127.0.0.1:${port}
${kModules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
User www-data
Group www-data
ErrorLog ${folder}/error.log
LogLevel auth_openidc:warn
DocumentRoot ${folder}/site
TypesConfig /etc/mime.types
AddType text/html .shtml
AddOutputFilter INCLUDES .shtml
<Directory ${folder}/site>
  Options +Includes
</Directory>
OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${client.client_id}
OIDCClientSecret ${client.client_secret}
OIDCRedirectURI ${redirectUri}
OIDCCryptoPassphrase ${randomBytes(24).toString('hex')}
OIDCScope "openid email"
OIDCPKCEMethod S256
<Location /protected>
  AuthType openid-connect
  Require valid-user
</Location>
`

let attestod, apache, browser, folder, origin

before(async () => {
  attestod = await startAttestod()
  const port = await freePort()
  origin = `http://localhost:${port}`
  const redirectUri = `${origin}/protected/callback`
  const client = await attestod.addClient('Apache', redirectUri)
  folder = await mkdtemp(join(tmpdir(), 'attesto-apache-'))
  await chmod(folder, 0o755) // Apache's workers are another user
  await mkdir(join(folder, 'site', 'protected'), { recursive: true })
  await writeFile(join(folder, 'site', 'index.html'), 'public')
  await writeFile(join(folder, 'site', 'protected', 'index.shtml'), kPage)
  const file = join(folder, 'apache.conf')
  await writeFile(file, configuration({ folder, port, issuer: attestod.issuer, client, redirectUri }))
  apache = await startServer('/usr/sbin/apache2', ['-f', file, '-D', 'FOREGROUND'], origin)
  browser = await launchBrowser()
})

after(async () => {
  await browser?.close()
  await apache?.stop()
  await attestod?.stop()
  if (folder) await rm(folder, { recursive: true })
})

test('the protected page opens after login and consent, and shows the claims', async () => {
  const { page } = await openPage(browser)
  await page.goto(`${origin}/protected/index.shtml`)
  assert.match(page.url(), /\/login\?interaction=/)
  await logIn(page)
  await allow(page)
  assert.equal(page.url(), `${origin}/protected/index.shtml`)
  assert.equal(await page.locator('#email').textContent(), kUser.email)
  assert.notEqual(await page.locator('#sub').textContent(), '')
})

test('who is no browser and has no session is turned away', async () => {
  const answer = await fetch(`${origin}/protected/index.shtml`, { redirect: 'manual' })
  assert.equal(answer.status, 401)
})
