import { widthOf } from '@block-slots/sync/view'
import { expect, test } from 'vitest'
import { anna, ben, startDesk, team } from './support.ts'

const scoped = (request: Request, part: string): boolean => new URL(request.url).pathname.startsWith(part)
const noScope = async (): Promise<Response> =>
  Response.json({ message: 'The token is not authorized for this scope.' }, { status: 401 })

test.each([120, 80, 40])('a week of two people in two zones in %i columns', async (columns) => {
  const { cli, cliWith } = await startDesk()
  await cli('create', '--user', anna, '--from', '2026-12-08 9:00', '--to', '10:30', '--title', 'Tea')
  await cli('create', '--user', ben, '--from', '2026-12-10 22:00', '--to', '6:00', '--title', 'Night')
  const argv = ['list', '--user', 'Anna', '--user', 'Ben', '--week', 'next', '--zone-of', 'ben=Asia/Kolkata']
  const { code, out, err } = await cliWith({ columns }, ...argv)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(Math.max(...out.split('\n').map(widthOf))).toBeLessThanOrEqual(columns)
  for (const words of ['Anna', 'Ben', 'America/New_York', 'Asia/Kolkata', 'Tea', 'Night'])
    expect(out).toContain(words)
})

test('this week and the next are those of the first owner that is drawn', async () => {
  const { cliWith } = await startDesk()
  // In New York it is still Sunday, on a machine in Asia already Monday.
  const io = { now: () => Date.parse('2026-12-07T04:30:00Z'), zone: 'Asia/Tokyo' }
  const next = ['list', '--user', 'Anna', '--user', 'Ben', '--week', 'next']
  expect((await cliWith(io, ...next)).out).toContain('Mon 12-07')
  expect((await cliWith(io, ...next, '--zone-of', 'Ben=Asia/Kolkata')).out).toContain('Mon 12-07')
  const there = await cliWith(io, ...next, '--zone-of', 'Anna=Asia/Kolkata')
  expect(there.out).toContain('Mon 12-14')
})

test('a calendar of a team is drawn as its members, in the zone of the sub-account', async () => {
  const { cliWith, sandbox } = await startDesk()
  const far = { zone: 'Asia/Tokyo' }
  const { out, err } = await cliWith(far, 'list', '--calendar', team, '--week', '2026-12-24')
  expect(err).toBe('')
  expect(out).toContain('Anna  21 to 27 Dec 2026 · America/New_York\nNothing from Mon 12-21 to Sun 12-27.')
  expect(out).toContain('Ben  21 to 27 Dec 2026 · America/New_York\n')
  expect(out).not.toContain('Sales calls')
  const asked = sandbox.audit.flatMap((entry) =>
    entry.kind === 'request' && entry.query.startTime ? [entry.query] : [],
  )
  expect(asked.at(-1)).toMatchObject({
    startTime: String(Date.parse('2026-12-21T00:00-05:00')),
    endTime: String(Date.parse('2026-12-28T00:00-05:00')),
  })
})

test('where the zone of the sub-account cannot be read, that of the machine is named', async () => {
  const { cliWith, sandbox } = await startDesk()
  const fetch = (request: Request): Promise<Response> =>
    scoped(request, '/locations') ? noScope() : sandbox.fetch(request)
  const { code, out, err } = await cliWith({ fetch, zone: 'Asia/Tokyo' }, 'list', '--user', anna, '--week')
  expect([code, err]).toEqual([0, 'Note: times are in Asia/Tokyo, the zone of this machine.\n'])
  expect(out).toContain('Anna  30 Nov to 6 Dec 2026 · Asia/Tokyo\nNothing from Mon 11-30')
})

test('appointments and duplicates are in the picture', async () => {
  const { cli, cliWith } = await startDesk()
  for (const from of ['9:00', '9:00']) {
    // oxlint-disable-next-line no-await-in-loop -- the second is the duplicate
    await cli('create', '--user', anna, '--from', `2021-06-22 ${from}`, '--to', '17:00', '--title', 'Day')
  }
  const argv = ['list', '--user', anna, '--week', '2021-06-23', '--appointments']
  const { out } = await cliWith({ columns: 160 }, ...argv)
  expect(out).toContain(':: appointment')
  expect(out).toMatch(/\(dup/)
})

test.each([
  [
    'a word',
    ['--week', 'soon'],
    '"soon" is not a week. Write --week for this one, --week next, or a day of it',
  ],
  ['two ways', ['--week', '--day', 'today'], 'Give one of --week, --day, and --from with --to.'],
  ['a group', ['--week', '--group', 'x'], 'Give --user or --calendar in place of --group.'],
  ['a zone of each without a week', ['--zone-of', 'Ben=UTC'], 'Add --week, or give --zone.'],
  ['a zone of a stranger', ['--week', '--zone-of', 'Cleo=UTC'], 'to name one of Anna and got "Cleo".'],
  ['a zone without a name', ['--week', '--zone-of', 'UTC'], 'Write --zone-of Ben=Asia/Kolkata.'],
  ['a zone that is none', ['--week', '--zone-of', 'Anna=EST'], '"EST" is an abbreviation, not a time zone'],
])('%s is refused', async (_, argv, message) => {
  const { cli } = await startDesk()
  const { code, out, err } = await cli('list', '--user', 'Anna', ...argv)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(message)
})
