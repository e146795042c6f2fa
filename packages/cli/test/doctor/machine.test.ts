import { expect, test } from 'vitest'
import { checkNode, checkZoneData, readZoneData } from '../../src/doctor/machine.ts'

test.each([
  ['22.13.0', 'ok'],
  ['22.12.9', 'failed'],
  ['24.0.0', 'ok'],
  ['20.19.0', 'failed'],
])('Node %s: %s', (version, state) => {
  expect(checkNode(version, '>=22.13')).toMatchObject({ id: 'node', state })
})

test.each([
  [{ runtime: '2026f', known: '2026f', differing: [] }, 'ok', 'Time zones: rules 2026f'],
  [
    { runtime: '2026a', known: '2026f', differing: [] },
    'ok',
    'Time zones: rules 2026a in Node, 2026f in block-slots',
  ],
  [
    { runtime: '2026a', known: '2026f', differing: ['America/Winnipeg'] },
    'warning',
    'Time zones: rules 2026a in Node, 2026f in block-slots; the clocks of America/Winnipeg differ in the coming year',
  ],
  [
    { runtime: '2027a', known: '2026f', differing: ['America/Winnipeg'] },
    'ok',
    'Time zones: rules 2027a in Node, 2026f in block-slots; newer rules for America/Winnipeg',
  ],
  [
    { runtime: undefined, known: '2026f', differing: [] },
    'unknown',
    'Time zones: Node does not say which version of the rules it has',
  ],
])('zone data %j: %s', (data, state, text) => {
  expect(checkZoneData(data)).toMatchObject({ id: 'zones', state, text })
})

test('zones whose rules have not changed do not differ', () => {
  const { differing } = readZoneData(
    ['Europe/Paris', 'Asia/Kolkata', 'UTC'],
    Date.parse('2026-11-30T12:00:00Z'),
  )
  expect(differing).toEqual([])
})
