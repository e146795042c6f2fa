import { expect, test } from 'vitest'
import { readWindow } from '../../src/sync/window.ts'

const now = Date.parse('2026-11-30T12:00:00Z')

test.each(['2026-02-30', '2026-13-01', 'soon'])('--from %s is no day', (from) => {
  expect(() => readWindow({ from }, 'UTC', now)).toThrow(`Expected --from to be a day and got "${from}".`)
})

test('a year is from today on', () => {
  expect(readWindow({ year: '2026' }, 'UTC', now)).toEqual({ from: '2026-11-30', days: 32 })
})
