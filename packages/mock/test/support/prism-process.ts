import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Server } from '../../src/server.ts'

/** Prism starts in less than a second; a machine under load is slower. */
const startTimeoutMs = 60_000
/** The time between SIGTERM and SIGKILL. */
const stopTimeoutMs = 5000

/**
 * Starts `prism mock` of `@stoplight/prism-cli` with the contract, as a process on a free port of 127.0.0.1.
 *
 * @returns Its URL; `close` stops the process.
 * @throws {Error} When it ends or is silent before it listens; the message contains its output.
 */
export async function startPrismProcess(): Promise<Server> {
  const require = createRequire(import.meta.url)
  const manifestPath = require.resolve('@stoplight/prism-cli/package.json')
  const manifest: { bin: { prism: string } } = require(manifestPath)
  const argv = [
    join(manifestPath, '..', manifest.bin.prism),
    'mock',
    require.resolve('@block-slots/spec/openapi.yaml'),
    '--host',
    '127.0.0.1',
    '--port',
    '0',
  ]
  const child = spawn(process.execPath, argv, {
    env: { ...process.env, DO_NOT_TRACK: '1', NO_COLOR: '1', SCARF_ANALYTICS: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const close = async (): Promise<void> => {
    await stop(child)
    process.off('exit', kill)
  }
  try {
    const url = await listeningUrl(child)
    await fetch(url)
    return { url, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Reads the output until Prism listens. Reading goes on afterwards, because a full pipe would block the process. */
async function listeningUrl(child: ChildProcess): Promise<string> {
  let output = ''
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => reject(new Error(`prism mock ${reason}:\n${output}`))
    const timer = setTimeout(() => fail(`does not listen after ${startTimeoutMs} ms`), startTimeoutMs)
    child.once('exit', (code) => fail(`ended with ${String(code)}`))
    child.once('error', reject)
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue
      createInterface({ input: stream }).on('line', (line) => {
        const [, url] = /Prism is listening on (http:\S+)/.exec(line) ?? []
        if (output.length < 100_000) output += `${line}\n`
        if (url === undefined) return
        clearTimeout(timer)
        resolve(url)
      })
    }
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const exited = once(child, 'exit')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
  child.kill('SIGTERM')
  await exited
  clearTimeout(timer)
}
