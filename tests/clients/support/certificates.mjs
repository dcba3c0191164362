// Certificates of a server and of its clients, made by openssl, and HTTP that shows them.
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../support/processes.mjs'

const { Agent, fetch } = await import('undici') // the fetch that is built into Node shows no certificates
const jose = await import('jose')

const kNewKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']

/** @returns issue, selfSign: make a pair of files and what is in them; remove: deletes all */
export async function openWorkshop() {
  const folder = await mkdtemp(join(tmpdir(), 'attesto-certificates-'))
  const file = (name) => join(folder, name)
  const openssl = (...args) => run('openssl', args, { cwd: folder })
  const read = async (name) => {
    const [cert, key] = await Promise.all([readFile(file(`${name}.pem`), 'utf8'), readFile(file(`${name}.key`), 'utf8')])
    return { cert, key, certificateFile: file(`${name}.pem`), keyFile: file(`${name}.key`) }
  }
  const request = (name, subject, names) => [
    'req', ...kNewKey, '-keyout', `${name}.key`, '-subj', subject, ...(names ? ['-addext', `subjectAltName=${names}`] : []),
  ]
  return {
    selfSign: async (name, subject, names) => {
      await openssl(...request(name, subject, names), '-x509', '-out', `${name}.pem`)
      return read(name)
    },
    issue: async (authority, name, subject, names) => {
      await openssl(...request(name, subject, names), '-out', `${name}.csr`)
      await openssl('x509', '-req', '-in', `${name}.csr`, '-CA', `${authority}.pem`, '-CAkey', `${authority}.key`,
        '-CAcreateserial', '-copy_extensions', 'copyall', '-days', '2', '-out', `${name}.pem`)
      return read(name)
    },
    remove: () => rm(folder, { recursive: true }),
  }
}

/** For `startAttestod`: it ends TLS itself. @param more  of [tls] */
export const overTls = ({ certificateFile, keyFile }, more = '') => ({
  scheme: 'https',
  settings: `[tls]\ncertificate = "${certificateFile}"\nkey = "${keyFile}"\n${more}`,
})

/** What tokens that are bound to the certificate carry (RFC 8705 3.1). */
export const thumbprint = ({ cert }) => createHash('sha256').update(new X509Certificate(cert).raw).digest('base64url')

/** As a client registers a certificate that it made itself (RFC 8705 2.2). */
export async function certificateJwk({ cert }) {
  const parsed = new X509Certificate(cert)
  return { ...(await jose.exportJWK(parsed.publicKey)), x5c: [parsed.raw.toString('base64')] }
}

/** @returns a fetch that trusts `server` alone and shows `client`, if there is one; close ends its connections */
export function fetchWith(server, client) {
  const dispatcher = new Agent({ connect: { ca: server.cert, ...(client && { cert: client.cert, key: client.key }) } })
  const showing = (url, options) => fetch(url, { ...options, dispatcher })
  showing.close = () => dispatcher.close()
  return showing
}
