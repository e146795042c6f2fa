import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startSandbox } from '@block-slots/sandbox'
import { expect, test, vi } from 'vitest'
import { ids } from './run.ts'

const bin = fileURLToPath(new URL('../bin.js', import.meta.url))
const kolkata = ['--from', '2021-06-23T03:30', '--to', '04:30', '--zone', 'Asia/Kolkata']

function start(argv: string[], env: Record<string, string> = {}, options: readonly string[] = []) {
  const child = spawn(process.execPath, [...options, bin, ...argv], { env: { ...process.env, ...env } })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (err += chunk))
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, out, err }))
  return { child, ended }
}

test('the command depends only on its own packages, and on parsers of options and files, questions and holidays', () => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const manifest: { dependencies: Record<string, string> } = JSON.parse(text)
  expect(new Set(Object.keys(manifest.dependencies))).toEqual(
    new Set([
      '@block-slots/client',
      '@block-slots/helpers',
      '@block-slots/sandbox',
      '@block-slots/sync',
      '@clack/prompts',
      'commander',
      'date-holidays',
      'yaml',
    ]),
  )
})

test('the built command prints its version and help', async () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const { out } = await start(['--version']).ended
  expect(manifest).toMatchObject({ version: out.trim() })
  expect(await start(['--help']).ended).toMatchObject({
    code: 0,
    out: expect.stringContaining('First steps:'),
  })
})

test('colours are those of a terminal, or those that are asked for', async () => {
  const bold = '\u001b[1m'
  expect((await start(['--help'], { FORCE_COLOR: '1' }).ended).out).toContain(bold)
  expect((await start(['--help'], { NO_COLOR: '1' }).ended).out).not.toContain(bold)
  expect((await start(['--help']).ended).out).not.toContain(bold)
  const both = await start(['--help'], { NO_COLOR: '1', FORCE_COLOR: '1' }).ended
  expect([both.err, both.out.includes(bold)]).toEqual(['', false])
})

test('help loads the tables of commands and their parser alone', async () => {
  const hook =
    'import{registerHooks}from"node:module";registerHooks({load(url,context,next){process._rawDebug(url);return next(url,context)}})'
  const options = ['--import', `data:text/javascript,${hook}`]
  const { err } = await start(['--help'], {}, options).ended
  const loaded = err.split('\n').filter((line) => line.startsWith('file:') && !line.includes('/commander/'))
  expect(loaded.map((line) => line.replace(/.*\//, '').replace(/-.{8}\.js$/, '.js'))).toEqual([
    'bin.js',
    'process.js',
    'start.js',
  ])
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
  expect(run.out).toContain('in your zone: Tue 2021-06-22 18:00 to 19:00 (America/New_York)')
  expect(sandbox.blocks()).toHaveLength(1)
  await sandbox.close()
})

test('Ctrl-C twice during a write exits with 5 and reports that it may have been applied', async () => {
  const sandbox = await startSandbox({
    faults: [{ fault: 'stall', operation: 'deleteEvent', commit: 'never' }],
  })
  const env = { HIGHLEVEL_TOKEN: sandbox.token, HIGHLEVEL_BASE_URL: sandbox.url }
  const { child, ended } = start(['delete', 'SeedAppointment00001', '--appointment'], env)
  const isSent = (): boolean =>
    sandbox.audit.some((entry) => entry.kind === 'request' && entry.operation === 'deleteEvent')
  await vi.waitUntil(isSent, { timeout: 20_000 })
  child.kill('SIGINT')
  await once(child.stderr, 'data')
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 5, err: expect.stringContaining('may have been made') })
  await sandbox.close()
})
