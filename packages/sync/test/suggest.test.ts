import { expect, test } from 'vitest'
import { suggest } from '../src/suggest.ts'

const keys = ['version', 'zone', 'window', 'on-appointments', 'title', 'berlin/anna']

test.each([
  ['zoen', 'zone'],
  ['zon', 'zone'],
  ['zones', 'zone'],
  ['Zone', 'zone'],
  ['onAppointments', 'on-appointments'],
  ['on_appointment', 'on-appointments'],
  ['titel', 'title'],
  ['anna', 'berlin/anna'],
  ['anno', undefined],
  ['calendar', undefined],
  ['', undefined],
  ['z'.repeat(65), undefined],
])('%j means %j', (wrong, meant) => {
  expect(suggest(wrong, keys)).toBe(meant)
})

test('the nearest of several names is meant, and the first of equally near ones', () => {
  expect(suggest('anna', ['hanna', 'anne', 'ann'])).toBe('hanna')
  expect(suggest('annas', ['hannas', 'annas-'])).toBe('annas-')
})

test('very many names are not compared', () => {
  expect(
    suggest(
      'ann',
      Array.from({ length: 2001 }, () => 'anna'),
    ),
  ).toBeUndefined()
})
