import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exitCodes } from '../../src/exit-code.ts'
import { topics } from '../../src/help/topics.ts'
import { run } from '../run.ts'
import { startWorld } from '../support/world.ts'

test.each([
  ...[
    '2026-12-24T09:00',
    '"2026-12-24 9:00"',
    '"2026-12-24 9am"',
    '2026-12-24T09:00-05:00',
    '"tomorrow 9:00"',
  ]
    .concat(['"fri 14:30"', '"monday 9am"', '9:00', '5pm', '+2h', '+1d'])
    .map((from) => [`--from ${from} --duration 1h`, from]),
  ...['45m', '2h', '1h30', '1d', 'PT45M'].map((each) => [`--from "tomorrow 9:00" --duration ${each}`, each]),
  ...['9:00', '5pm', '+2h'].map((to) => [`--from "tomorrow 8:00" --to ${to}`, to]),
  ...['2026-12-24', 'today', 'tomorrow', 'friday', '2026-12-24..2026-12-26', '"today to friday"'].map(
    (each) => [`--day ${each}`, each],
  ),
])('a time is read as the help says: %s', async (options = '', form = '') => {
  expect(topics.times()).toContain(form)
  const world = await startWorld()
  const words = [...options.matchAll(/"([^"]*)"|(\S+)/g)].map(([word, quoted]) => quoted ?? word)
  const { code, out } = await world.run(['create', '--user', 'Anna', ...words, '--dry-run'])
  expect([code, out]).toEqual([0, expect.stringContaining('Would block')])
})

test.each(['2026-12-24', 'today', 'tomorrow', 'yesterday', 'monday', '"next monday"', '-7d'])(
  'a day is read as the start of a list: %s',
  async (form) => {
    expect(topics.times()).toContain(form)
    const world = await startWorld()
    expect(await world.run(['list', '--user', 'Anna', '--from', form.replaceAll('"', '')])).toMatchObject({
      code: 0,
    })
  },
)

test('12/01/2026 is refused, and so is IST', async () => {
  const world = await startWorld()
  const list = ['list', '--user', 'Anna']
  expect(await world.run([...list, '--from', '12/01/2026'])).toMatchObject({ code: 2 })
  expect(await world.run([...list, '--zone', 'IST'])).toMatchObject({ code: 2 })
})

test('exit codes fit a narrow terminal', async () => {
  const { out } = await run(['help', 'exit-codes'], { columns: 40 })
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40)
})

test('every exit code is explained', async () => {
  const { out } = await run(['help', 'exit-codes'])
  for (const code of Object.keys(exitCodes))
    expect(out).toMatch(new RegExp(String.raw`^ {2}${code} +\w`, 'm'))
})

test('the file of profiles that the help shows can be read', async () => {
  const text = topics.profiles()
  const yaml = text.slice(text.indexOf('  default:'), text.indexOf('\n\nA token is'))
  const world = await startWorld()
  const folder = join(world.folder, 'block-slots')
  mkdirSync(folder)
  writeFileSync(join(folder, 'profiles.yaml'), yaml)
  writeFileSync(join(folder, 'clinic.token'), world.sandbox.token, { mode: 0o600 })
  const env = { XDG_CONFIG_HOME: world.folder, HIGHLEVEL_BASE_URL: 'http://sandbox.invalid' }
  const { code, out } = await world.run(['whoami'], { env })
  expect([code, out]).toEqual([0, expect.stringContaining('clinic')])
})
