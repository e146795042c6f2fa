import type { Step } from '@block-slots/sync'
import { describe, expect, test } from 'vitest'
import { widthOf } from '../../src/text/columns.ts'
import { describePlan } from '../../src/sync/plan-text.ts'
import { printAll } from '../../src/sync/print-all.ts'
import { textOf as textOfOutput } from '../../src/sync/text-of.ts'
import { block, create, each, planOf, type Planned } from '../support/plan.ts'

async function textOf(planned: readonly Planned[], suffix = ''): Promise<string> {
  let text = ''
  for await (const line of describePlan(planOf(planned), { suffix })) text += `${textOfOutput(line)}\n`
  return text
}

const wanted = (day: number, title: string, from?: string, to?: string) => ({
  ...block(day, title, from, to),
  reasons: [`lunch/${day}`],
})

const everyAction: readonly Step[] = [
  create(1, 'Lunch'),
  { action: 'create', wanted: wanted(2, 'Lunch'), sentBefore: true },
  {
    action: 'update',
    id: 'a',
    wanted: wanted(3, 'Lunch', '12:00', '13:00'),
    was: block(3, 'Lunch'),
    by: 'source',
  },
  { action: 'update', id: 'b', wanted: wanted(4, 'Lunch'), was: block(4, 'Lunch?'), by: 'person' },
  { action: 'delete', id: 'c', was: block(5, 'Old'), reasons: [], why: 'unwanted' },
  { action: 'delete', id: 'd', was: block(6, 'Twice'), reasons: [], why: 'surplus' },
  { action: 'keep', id: 'e', was: block(7, 'Moved'), wanted: wanted(8, 'Moved'), why: 'edited-by-hand' },
  { action: 'keep', id: 'f', was: block(9, 'Gone'), why: 'deleted-by-hand' },
  { action: 'keep', id: 'g', was: block(11, 'Odd'), why: 'unreadable' },
  { action: 'create', wanted: wanted(12, 'Away'), over: [{ id: 'x', ...block(12, '', '10:00', '10:30') }] },
  {
    action: 'refuse',
    wanted: wanted(10, 'Meeting'),
    over: [
      { id: 'x', startTime: '2026-12-10T10:00:00+01:00', endTime: '2026-12-10T10:30:00+01:00' },
      { id: 'y', startTime: '2026-12-10 11:00:00', endTime: '2026-12-10 11:30:00' },
      { id: 'z', startTime: 'soon', endTime: 'later' },
      { id: 'w', startTime: '2026-12-10T12:00:00+01:00', endTime: '2026-12-10T12:30:00+01:00' },
    ],
  },
]

describe('a plan in words', () => {
  test('has what has to be looked at first, in the zone of its owner', async () => {
    expect(await textOf([{ name: 'anna', steps: everyAction, exists: 45 }])).toMatchSnapshot()
    const kolkata = [{ name: 'ben', timeZone: 'Asia/Kolkata', steps: [create(1, 'Lunch')] }]
    expect(await textOf(kolkata)).toContain('create  Tue 2026-12-01 13:30 to 21:30')
  })

  test('names stopped owners, with the reason and what to type', async () => {
    const message =
      'The source google yields nothing, although 12 blocks created for it would be lost; to go on anyway, pass --allow 12 (in code, allow: 12).'
    const text = await textOf([
      { name: 'anna', steps: [create(1, 'Lunch')] },
      { name: 'ben', steps: [create(2, 'Never')], stop: { reason: 'source-empty', message, count: 12 } },
      { name: 'carla', stop: { reason: 'unreadable', message: 'user: 404 Not found.' } },
      { name: 'dora', stop: { reason: 'unreadable', message: 'user: 404 Not found.' } },
      {
        name: "the room's (0007BWpSzSwfiuSl0tR2)",
        stop: { reason: 'max-delete', message: 'Too many.', count: 3 },
      },
    ])
    expect(text).toMatchSnapshot()
    expect(text).not.toContain('Never')
  })

  test('shows the first of many steps, and counts the others', async () => {
    const many = Array.from({ length: 127 }, (_, at) => create((at % 31) + 1, `Lunch ${at}`))
    const text = await textOf([{ name: 'anna', steps: [...many, ...everyAction] }])
    expect(text).toContain('          and 120 more to create\n')
    expect(text).toContain('delete  Sat 2026-12-05')
    expect(text).not.toMatch(/create {2}\w{3} 2026-12-(?!01|02)/)
    expect(text.split('\n').length).toBeLessThan(45)
  })

  test('is not shown in part when its steps are in another order than its owners', async () => {
    const plan = planOf([
      { name: 'anna', steps: [create(1, 'Lunch')] },
      { name: 'ben', steps: everyAction },
    ])
    const lines = describePlan({ ...plan, owners: () => each([]) }, { suffix: '' })
    await expect(printAll({ print: async () => {}, isClosed: () => false }, lines)).rejects.toThrow(
      'in the order of its owners',
    )
  })

  test('has one line for all who have nothing to do', async () => {
    const idle = Array.from({ length: 15 }, (_, at) => ({ name: `owner-${at}`, exists: 100 }))
    expect(await textOf([...idle, { name: 'carla', steps: [create(1, 'Lunch')] }])).toMatchSnapshot()
    expect(await textOf(idle)).toMatch(/\nNothing to change: 1,500 there already\.\n$/)
    expect(await textOf([])).toMatch(/\nNothing to change: no blocks\.\n$/)
  })

  test('names the configuration to apply it with', async () => {
    const text = await textOf([{ name: 'anna', steps: [create(1, 'Lunch')] }], ' --config other.yaml')
    expect(text).toMatch(/\nApply it with: block-slots apply 3f9a1c20 --config other\.yaml\n$/)
  })

  test.each(['x'.repeat(200), '日本語'.repeat(40), '👩‍💻 '.repeat(50), '\u202e\u001b[2J'.repeat(20), ''])(
    'fits 80 columns whatever the titles: %j',
    async (title) => {
      const night = { startTime: '2026-10-24T22:00:00Z', endTime: '2026-10-25T22:00:00Z', title }
      const steps: Step[] = [
        create(1, title),
        { action: 'create', wanted: { ...night, reasons: [] } },
        { action: 'update', id: 'a', wanted: wanted(4, 'x'), was: block(4, title), by: 'person' },
      ]
      const text = await textOf([{ name: 'anna', timeZone: 'Europe/London', steps }])
      for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(80)
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u)
    },
  )
})
