// A real attestod on a fresh database, set up with the real command line: for tests/browser and tests/clients.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, run, startServer } from './processes.mjs'

const kBin = process.env.ATTESTO_BIN // the build's apps/ folder
if (!kBin) throw new Error('ATTESTO_BIN must name the apps folder of a build')
const kAttestod = join(kBin, 'attestod', 'attestod')
const kAttesto = join(kBin, 'attesto', 'attesto')

export const kUser = { name: 'alice', password: 'correct horse battery staple', email: 'alice@example.com' }

/**
 * Starts attestod; the result adds clients and users, and stops it.
 * @param settings  more of attestod.toml
 * @param scheme  of the issuer; for https, `settings` needs [tls]
 * @param path  of the issuer
 * @param algorithms  of its keys; the first is the default
 * @param fetch  one that trusts the certificate of [tls]
 */
export async function startAttestod({
  settings = '', scheme = 'http', path = '', algorithms = ['ES256'], fetch = globalThis.fetch,
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'attesto-'))
  const port = await freePort()
  const issuer = `${scheme}://localhost:${port}${path}`
  const config = join(folder, 'attestod.toml')
  await writeFile(
    config,
    `issuer = "${issuer}"
development = ${scheme === 'http'}
[listen]
address = "127.0.0.1"
port = ${port}
[store]
sqlite = "attesto.db"
[keys]
master_key_file = "master.key"
default_algorithm = "${algorithms[0]}"
[scopes]
supported = ["openid", "profile", "email", "offline_access"]
${settings}`,
  )
  const attesto = async (args, input = '') => {
    const pending = run(kAttesto, ['--config', config, ...args, '--json'])
    pending.child.stdin.on('error', () => {}) // most commands end without reading it
    pending.child.stdin.end(input)
    const { stdout } = await pending
    return stdout ? JSON.parse(stdout) : undefined
  }
  await attesto(['migrate'])
  for (const algorithm of algorithms) await attesto(['keys', 'add', '--alg', algorithm])
  await attesto(
    ['user', 'add', kUser.name, '--email', kUser.email, '--full-name', 'Alice Example', '--password-stdin'],
    kUser.password,
  )
  const server = await startServer(kAttestod, ['--config', config], `${issuer}/.well-known/openid-configuration`, fetch)
  let keySets = 0
  return {
    issuer,
    fetch,
    attesto,
    /** Registers a client for the code flow. @returns client_id and client_secret */
    addClient: (name, redirectUri, ...more) =>
      attesto([
        'client', 'add', '--name', name, '--redirect-uri', redirectUri,
        '--scope', 'openid profile email offline_access',
        '--grant-type', 'authorization_code', '--grant-type', 'refresh_token', ...more,
      ]),
    /** Writes public keys for `client add --jwks`. @returns the options that name them */
    registerKeys: async (...keys) => {
      const file = join(folder, `jwks-${++keySets}.json`)
      await writeFile(file, JSON.stringify({ keys }))
      return ['--jwks', file]
    },
    /** Stops it. @returns its exit code and everything it logged */
    stop: async () => {
      const code = await server.stop()
      await rm(folder, { recursive: true })
      return { code, log: server.output() }
    },
  }
}
