import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createHash as createOwnHash } from '../../live/logic/sha256.ts'
import { drawWeek, mondayOf } from '../../live/logic/week.ts'

const dentist = { day: 2, from: '09:00', to: '10:30', title: 'Dentist', state: 'create' } as const
const week = { name: 'anna', date: '2026-03-13', timeZone: 'Europe/Berlin', blocks: [dentist] }

test('draws the week of a day as a page and as text', () => {
  const { page, text, problems } = drawWeek(week)
  expect(page).toContain('Wed 11 Mar 09:00 to 10:30')
  expect(text).toContain('Dentist')
  expect(text).toContain('Wed 03-11')
  expect(problems).toEqual([])
})

test('leaves a block out that has no times, and says so', () => {
  const { page, problems } = drawWeek({
    ...week,
    blocks: [dentist, { ...dentist, title: 'Lunch', from: '' }],
  })
  expect(page).toContain('Dentist')
  expect(problems).toEqual([expect.stringMatching(/^Lunch: /)])
})

test('says that a zone or a date cannot be read', () => {
  expect(drawWeek({ ...week, timeZone: 'EST' }).problems[0]).toContain('EST')
  expect(drawWeek({ ...week, date: '' }).problems).toHaveLength(1)
})

test.each([
  ['2026-03-09', '2026-03-09'],
  ['2026-03-15', '2026-03-09'],
  ['2026-01-01', '2025-12-29'],
])('finds the Monday of the week of %s', (date, monday) => {
  expect(mondayOf(date)).toBe(monday)
})

test('hashes as Node does, at every length up to three blocks', () => {
  for (let length = 0; length < 200; length += 1) {
    const text = 'aé€😀'.repeat(length).slice(0, length)
    const expected = createHash('sha256').update(text).digest('base64')
    expect(createOwnHash('sha256').update(text).digest('base64')).toBe(expected)
  }
})
