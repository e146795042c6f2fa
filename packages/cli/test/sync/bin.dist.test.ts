import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Fault, type Sandbox, startSandbox } from '@block-slots/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import { ids } from '../run.ts'
import { runOf, valuesOf } from '../support/world.ts'

const bin = fileURLToPath(new URL('../../bin.js', import.meta.url))

/** Far ahead, so that no day of it is ever in the past. */
const configuration = (source: string, days: number): string => `version: 1
location: ${ids.location}
zone: Asia/Kolkata
window: { from: 2090-12-20, days: ${days} }
owners:
  anna: { user: ${ids.user} }
sources:
  away: { for: all, ${source} }
`
const holidays = 'holidays: { country: US, kinds: [public] }'

async function startFolder(
  source: string,
  { days = 14, faults = [] }: { days?: number; faults?: Fault[] } = {},
) {
  const sandbox = await startSandbox({ faults })
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-'))
  onTestFinished(async () => {
    await sandbox.close()
    rmSync(folder, { recursive: true })
  })
  writeFileSync(join(folder, 'block-slots.yaml'), configuration(source, days))
  return { sandbox, folder, start: (...argv: string[]) => startIn(folder, sandbox, argv) }
}

function startIn(folder: string, { token, url }: Sandbox, argv: readonly string[]) {
  const env = { PATH: process.env['PATH'], HIGHLEVEL_TOKEN: token, HIGHLEVEL_BASE_URL: url }
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, out, err }))
  return { child, ended }
}

test('the built command plans, applies, finds nothing to do, and undoes', async () => {
  const { sandbox, folder, start } = await startFolder(holidays)
  const planned = await start('plan', '--exit-code').ended
  expect(planned).toMatchObject({ code: 6, err: '', out: expect.stringContaining('Christmas Day') })
  const id = runOf(planned.out)
  expect(await start('apply', id).ended).toEqual({
    code: 0,
    err: '',
    out: `Run ${id}: 2 done.\nReport: .block-slots/${id}.report.json\nUndo it with: block-slots undo ${id}\n`,
  })
  expect(readdirSync(join(folder, '.block-slots'))).toContain(`${id}.report.json`)
  expect(sandbox.blocks()).toHaveLength(2)

  expect(await start('plan', '--exit-code').ended).toMatchObject({ code: 0 })
  expect(await start('verify').ended).toEqual({ code: 0, out: 'Equal.\n', err: '' })
  // There is no terminal to ask on.
  expect(await start('undo', id).ended).toMatchObject({ code: 2, out: '' })
  expect(await start('undo', id, '--yes').ended).toMatchObject({ code: 0, err: '' })
  expect(sandbox.blocks()).toEqual([])
})

test('a feed that is truncated stops its owner by name', async () => {
  const { sandbox, folder, start } = await startFolder('ics: team.ics')
  writeFileSync(join(folder, 'team.ics'), 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n')
  const { code, out } = await start('apply', '--yes').ended
  expect([code, sandbox.blocks()]).toEqual([7, []])
  expect(out).toContain('\nStopped: anna\n')
  expect(out).toContain('  source away: The calendar is truncated')
})

test('Ctrl-C during apply reports what was done, and how to go on', async () => {
  // More than the rate limit lets through at once, so that the signal comes before the last one is sent.
  const weekly = 'weekly: { days: [mo, tu, we, th, fr], at: [09:00-10:00, 12:00-13:00] }, title: Busy'
  const { sandbox, start } = await startFolder(weekly, { days: 100 })
  const id = runOf((await start('plan').ended).out)
  const { child, ended } = start('apply', id)
  while (sandbox.blocks().length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  child.kill('SIGINT')
  const { code, out, err } = await ended
  expect(code).toBe(7)
  expect(out).toContain(`Run ${id}: ${sandbox.blocks().length} done, `)
  expect(out).toContain(`\nContinue with: block-slots apply ${id}\n`)
  expect(err).toContain('Interrupted. Waiting for the responses to what was sent')
})

test('a second signal ends it at once, and what may have been changed is known', async () => {
  const { sandbox, start } = await startFolder(holidays, {
    faults: [{ fault: 'stall', operation: 'createBlockSlot' }],
  })
  const id = runOf((await start('plan').ended).out)
  const { child, ended } = start('apply', id)
  while (!sandbox.audit.some(({ kind }) => kind === 'commit')) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  child.kill('SIGTERM')
  await once(child.stderr, 'data')
  child.kill('SIGTERM')
  const { code, out, err } = await ended
  expect([code, out]).toEqual([5, ''])
  expect(err).toContain(`\nChanges were made, or may have been. Continue with: block-slots apply ${id}\n`)
})

test('a watch applies, and ends at a signal', async () => {
  const { sandbox, start } = await startFolder(holidays)
  const { child, ended } = start('watch', '--every', '1h', '--json')
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => String(chunk).includes('"next-plan"') && resolve())
  })
  expect(sandbox.blocks()).toHaveLength(2)
  child.kill('SIGTERM')
  const { code, out, err } = await ended
  expect([code, err]).toEqual([0, ''])
  expect(valuesOf(out).map(({ type }) => type)).toEqual(['plan', 'step', 'step', 'report', 'wait'])
})
