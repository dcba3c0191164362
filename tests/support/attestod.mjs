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

const configuration = ({ issuer, scheme, port, algorithms, settings }) => `issuer = "${issuer}"
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
${settings}`

/** A fetch that reaches a node by the name that all of them have. */
const fetchAt = (port, fetch) => (url, options) => {
  const target = new URL(url)
  target.port = port
  return fetch(target, options)
}

/**
 * Starts attestod; the result adds clients and users, and stops it.
 * @param settings  more of attestod.toml
 * @param scheme  of the issuer; for https, `settings` needs [tls]
 * @param path  of the issuer
 * @param algorithms  of its keys; the first is the default
 * @param fetch  one that trusts the certificate of [tls]
 * @param nodes  processes that share the database; `fetches` has a fetch for each
 */
export async function startAttestod({
  settings = '', scheme = 'http', path = '', algorithms = ['ES256'], fetch = globalThis.fetch, nodes = 1,
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'attesto-'))
  const ports = await Promise.all(Array.from({ length: nodes }, freePort))
  const issuer = `${scheme}://localhost:${ports[0]}${path}`
  const configOf = (port) => join(folder, `attestod-${port}.toml`)
  for (const port of ports)
    await writeFile(configOf(port), configuration({ issuer, scheme, port, algorithms, settings }))
  const config = configOf(ports[0])
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
  const fetches = ports.map((port) => fetchAt(port, fetch))
  const servers = await Promise.all(ports.map((port, node) =>
    startServer(kAttestod, ['--config', configOf(port)], `${issuer}/.well-known/openid-configuration`, fetches[node])))
  let keySets = 0
  return {
    issuer,
    fetch,
    fetches,
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
    /** Stops it. @returns its exit code, the worst if there are several, and everything it logged */
    stop: async () => {
      const codes = await Promise.all(servers.map((server) => server.stop()))
      await rm(folder, { recursive: true })
      return { code: Math.max(...codes), log: servers.map((server) => server.output()).join('') }
    },
  }
}
