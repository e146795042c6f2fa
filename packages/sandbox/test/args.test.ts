import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseArgs } from '../src/args.ts'

test('without arguments the sandbox listens on port 4011', () => {
  expect(parseArgs([])).toEqual({ kind: 'start', json: false, options: { port: 4011, seed: 1 } })
})

test('every option reaches the sandbox', () => {
  const faults = '[{ "fault": "reset", "on": { "share": 0.1 } }]'
  const argv = ['--port=0', '--host', '::1', '--seed', '7', '--limit', '100', '--success-status', '200']
  expect(parseArgs([...argv, '--faults', faults, '--json'])).toEqual({
    kind: 'start',
    json: true,
    options: {
      port: 0,
      host: '::1',
      seed: 7,
      limit: { max: 100, intervalMs: 10_000 },
      successStatus: 200,
      faults: [{ fault: 'reset', on: { share: 0.1 } }],
    },
  })
})

test('faults are read from a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-'))
  onTestFinished(async () => rm(folder, { recursive: true }))
  const path = join(folder, 'faults.json')
  await writeFile(path, '[{ "fault": "unavailable", "retryAfter": 3 }]')
  expect(parseArgs(['--faults', path])).toMatchObject({
    options: { faults: [{ fault: 'unavailable', retryAfter: 3 }] },
  })
  await writeFile(path, '[{ "fault": "earthquake" }]')
  expect(parseArgs(['--faults', path])).toMatchObject({
    kind: 'usage-error',
    message: expect.stringContaining(`--faults ${path}: There is no fault "earthquake".`),
  })
})

test.each<[string[], string]>([
  [['--prot', '1'], "Unknown option '--prot'."],
  [['prism'], 'Unexpected argument "prism".'],
  [['--port', '65536'], 'Expected --port to be a whole number from 0 to 65535 and got "65536".'],
  [['--port', 'x'], 'Expected --port to be a whole number from 0 to 65535 and got "x".'],
  [['--seed', '1.5'], 'Expected --seed to be a whole number from 0 to 999999999 and got "1.5".'],
  [['--limit', '0'], 'Expected --limit to be a whole number from 1 to 999999999 and got "0".'],
  [['--success-status', '204'], 'Expected --success-status to be 200 or 201 and got "204".'],
  [['--faults', '{}'], '--faults: Expected a list of faults, such as [{ "fault": "reset" }].'],
  [
    ['--faults', '[{ "fault": "slow", "delayMs": -1 }]'],
    '--faults: Expected "delayMs" of the fault "slow" to be 0 or more and got -1.',
  ],
])('usage error: %j', (argv, message) => {
  expect(parseArgs(argv)).toEqual({ kind: 'usage-error', message })
})

test.each<[string, RegExp]>([
  ['/nowhere.json', /^Cannot read --faults \/nowhere\.json: ENOENT/],
  ['[{', /^--faults is not valid JSON: /],
])('unreadable faults: %s', (faults, message) => {
  expect(parseArgs(['--faults', faults])).toEqual({
    kind: 'usage-error',
    message: expect.stringMatching(message),
  })
})
