// Processes that a test starts: waited for until they answer, stopped when the test ends.
import { spawn, execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

export const run = promisify(execFile)

/** A TCP port that nobody listens on right now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/**
 * Starts a program and waits until `url` answers.
 * @returns stop(): ends it and gives its exit code; output(): everything it printed
 */
export async function startServer(command, args, url, fetch = globalThis.fetch) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (data) => (output += data))
  child.stderr.on('data', (data) => (output += data))
  const exited = once(child, 'exit')
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const [code] = await exited
    return code
  }
  for (let attempt = 0; attempt < 200; ++attempt) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}:\n${output}`)
    try {
      await fetch(url, { redirect: 'manual' })
      return { stop, output: () => output }
    } catch {
      await sleep(50)
    }
  }
  await stop()
  throw new Error(`${command} did not answer at ${url}:\n${output}`)
}
