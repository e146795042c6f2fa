import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { widthOf } from '../../src/text/columns.ts'
import { runOf, startWorld, withoutIds } from '../support/world.ts'

const lunch = (owner: string): string =>
  `  lunch-${owner}: { for: ${owner}, weekly: { days: [mo, we], at: 12:00-13:30 }, title: Lunch }\n`

test('--week shows the week of the first change, before and after', async () => {
  const { cli, configure, folder } = await startWorld()
  configure({ anna: ['2026-12-11'] }, lunch('ben'))
  const planned = await cli(['plan', '--week', '2026-12-09'])
  expect([planned.code, planned.err]).toEqual([0, ''])
  expect(withoutIds(planned.out, folder)).toMatchSnapshot()
  const lines = planned.out.split('\n').filter((line) => !line.startsWith('Apply it with'))
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80)
  const asked = await cli(['apply', '--week', '2026-12-09'], { ask: async () => 'y', columns: 200 })
  expect(asked.out).toContain('Mon 12-07')
  const after = (await cli(['plan', '--week', '2026-12-09'])).out
  expect(after).toContain('Nothing to change: ')
  expect(after).not.toContain('+Lunch')
  expect(after).toContain('▒Lunch')

  configure({ anna: ['2026-12-11', '2026-12-29'] }, lunch('ben'))
  const first = await cli(['plan', '--week'])
  expect(first.out).toContain('Mon 12-28')
  expect(first.out).not.toContain('ben  user')
  const undone = await cli(['undo', runOf(asked.out), '--week', '--yes'])
  expect(undone.out).toContain('-Lunch')
})

test('the next week is that of the first owner, as in a list, wherever the machine is', async () => {
  const { cli, configure } = await startWorld()
  configure({ anna: ['2026-12-11'] })
  const sunday = Date.parse('2026-12-07T04:30:00Z')
  const { out } = await cli(['plan', '--week', 'next'], { now: () => sunday, zone: 'Asia/Tokyo' })
  expect(out).toContain('Mon 12-07')
})

test('--week of a day that the plan does not have is refused', async () => {
  const { cli, configure } = await startWorld()
  configure({ anna: ['2026-12-11'] })
  const { code, err } = await cli(['plan', '--week', '2027-12-09'])
  expect([code, err]).toEqual([2, expect.stringContaining('Expected --week to be a day of the plan')])
  expect(await cli(['plan', '--week', '12/01/2026'])).toMatchObject({ code: 2 })
  for (const day of ['2026-13-40', '2026-02-30']) {
    expect(await cli(['plan', '--week', day])).toMatchObject({
      code: 2,
      err: expect.stringContaining('not a week'),
    })
  }
})

test('--html writes a page, also beside JSON, and it is complete or not there', async () => {
  const { cli, configure, read, folder } = await startWorld()
  configure({ anna: ['2026-12-11'] })
  const page = join(folder, 'plan.html')
  const { code, out } = await cli(['plan', '--html', page])
  expect([code, out]).toEqual([0, expect.stringContaining(`Page: ${page}\n`)])
  expect(read('plan.html')).toMatch(/^<!doctype html>[^]*Plan clinic[^]*Away[^]*<\/html>\n$/i)

  const json = await cli(['apply', '--yes', '--json', '--html', join(folder, 'applied.html')])
  expect(json.out.split('\n', 1)[0]).toContain('"type":"plan"')
  expect(read('applied.html')).toContain('Away')

  const missing = join(folder, 'missing', 'plan.html')
  const failed = await cli(['plan', '--html', missing])
  expect([failed.code, failed.err, existsSync(missing)]).toEqual([
    1,
    expect.stringContaining('ENOENT'),
    false,
  ])
  expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([])
})

test.each([['plan'], ['plan', '--week'], ['apply', '--yes'], ['verify'], ['runs']])(
  '%s %s fits 40 columns',
  async (...argv) => {
    const { cli, configure, folder } = await startWorld()
    configure({ anna: ['2026-12-11', '2026-12-14'], ben: ['2026-12-11'] }, lunch('ben'))
    await cli(['plan'])
    const { out } = await cli(argv, { columns: 40 })
    // A path is not broken.
    const lines = out.split('\n').filter((line) => !line.includes(folder))
    expect(lines.filter((line) => widthOf(line) > 40)).toEqual([])
  },
)
