// Authlib, the client library of Python, against a server that is set up here as for all others.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { kUser, startAttestod } from '../support/attestod.mjs'
import { fetchWith, openWorkshop, overTls } from './support/certificates.mjs'
import { newKey } from './support/keys.mjs'
import { kRedirectUri } from './support/login.mjs'

const jose = await import('jose')

const kPython = '/usr/bin/python3' // Debian's: the one that python3-authlib is installed for

let attestod, workshop, certificate
const clients = {}

before(async () => {
  workshop = await openWorkshop()
  certificate = await workshop.selfSign('server', '/CN=localhost', 'DNS:localhost')
  attestod = await startAttestod({
    ...overTls(certificate),
    fetch: fetchWith(certificate),
    algorithms: ['ES256', 'RS256'], // OpenID Connect Discovery 3 wants RS256 to be among them, and Authlib checks that
  })
  const add = async (name, ...more) => (clients[name] = await attestod.addClient(name, kRedirectUri, ...more))
  const service = ['--grant-type', 'client_credentials']
  await add('basic', ...service)
  await add('post', ...service, '--auth-method', 'client_secret_post', '--id-token-alg', 'RS256')
  await add('app', '--public')
  const { key, jwk } = await newKey('ES256')
  await add('signing', ...service, '--auth-method', 'private_key_jwt', ...(await attestod.registerKeys(jwk)))
  clients.signing.key = { ...(await jose.exportJWK(key.key)), kid: jwk.kid }
})

after(async () => {
  assert.equal((await attestod?.stop())?.code, 0)
  await attestod.fetch.close()
  await workshop.remove()
})

test('the flows of authlib_flows.py', async () => {
  const scene = { issuer: attestod.issuer, user: kUser, redirect_uri: kRedirectUri, clients }
  const child = spawn(kPython, [fileURLToPath(new URL('authlib_flows.py', import.meta.url)), '--verbose'], {
    env: { ...process.env, ATTESTO_SCENE: JSON.stringify(scene), REQUESTS_CA_BUNDLE: certificate.certificateFile },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let report = ''
  child.stderr.on('data', (data) => (report += data))
  const [code] = await once(child, 'exit')
  assert.equal(code, 0, report)
  assert.match(report, /Ran \d\d tests[^]*\nOK\n$/)
})
