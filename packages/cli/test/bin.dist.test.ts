import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { startSandbox } from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import { ids } from './run.ts'

const bin = fileURLToPath(new URL('../bin.js', import.meta.url))
const kolkata = ['--from', '2021-06-23T03:30', '--to', '04:30', '--zone', 'Asia/Kolkata']

function start(argv: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [bin, ...argv], { env: { ...process.env, ...env } })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (err += chunk))
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, out, err }))
  return { child, ended }
}

test('the command depends only on its own packages, its option parser and the calendar of holidays', () => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const manifest: { dependencies: Record<string, string> } = JSON.parse(text)
  expect(new Set(Object.keys(manifest.dependencies))).toEqual(
    new Set([
      '@block-slots/client',
      '@block-slots/helpers',
      '@block-slots/sync',
      'commander',
      'date-holidays',
    ]),
  )
})

test('the built command prints its version and help', async () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const { out } = await start(['--version']).ended
  expect(manifest).toMatchObject({ version: out.trim() })
  expect(await start(['--help']).ended).toMatchObject({
    code: 0,
    out: expect.stringContaining('Exit codes:'),
  })
})

test('the built command blocks a slot', async () => {
  const sandbox = await startSandbox()
  const env = {
    HIGHLEVEL_TOKEN: sandbox.token,
    HIGHLEVEL_LOCATION_ID: ids.location,
    HIGHLEVEL_BASE_URL: sandbox.url,
  }
  const run = await start(['create', '--calendar', ids.calendar, ...kolkata], {
    ...env,
    TZ: 'America/New_York',
  }).ended
  expect(run).toMatchObject({
    code: 0,
    err: 'Note: Wed 2021-06-23 03:30 to 04:30 is in the past.\n',
    out: expect.stringContaining('Wed 2021-06-23 03:30 to 04:30'),
  })
  expect(run.out).toContain('here: Tue 2021-06-22 18:00 to 19:00 (America/New_York)')
  expect(sandbox.blocks()).toHaveLength(1)
  await sandbox.close()
})

test('Ctrl-C during a write exits with 5 and reports that it may have been applied', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const env = { HIGHLEVEL_TOKEN: 'any', HIGHLEVEL_BASE_URL: `http://127.0.0.1:${address.port}` }
  const { child, ended } = start(['delete', 'someid', '--appointment'], env)
  const [socket]: { destroy: () => void }[] = await once(server, 'connection')
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 5, err: expect.stringContaining('It may have been applied') })
  socket?.destroy()
  server.close()
})
