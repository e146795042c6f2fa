import { describe, expect, test } from 'vitest'
import { mergeWanted } from '../../src/diff/wanted.ts'
import { at } from '../support/diff.examples.ts'

const item = (source: string, id: string, value = at(1)) => ({ source, item: { item: id, ...value } })

describe('mergeWanted', () => {
  test('makes one block of equal values, with every reason once and in order', () => {
    const merged = mergeWanted([item('b', '2'), item('a', '1'), item('b', '2'), item('b', '1')])
    expect(merged).toEqual([{ ...at(1), reasons: ['a/1', 'b/1', 'b/2'] }])
  })

  test('compares instants and normalized titles, and does not depend on the order of the sources', () => {
    const berlin = {
      startTime: '2026-12-01T02:00:00+01:00',
      endTime: '2026-12-01T03:00:00+01:00',
      title: ' Busy ',
    }
    const items = [item('a', '1', berlin), item('b', '1')]
    expect(mergeWanted(items)).toHaveLength(1)
    expect(mergeWanted([item('b', '1'), item('a', '1', berlin)])).toEqual(mergeWanted(items))
  })

  test('makes two blocks of two values of one item', () => {
    const merged = mergeWanted([item('a', '1', at(5)), item('a', '1', at(1))])
    expect(merged).toEqual([
      { ...at(1), reasons: ['a/1'] },
      { ...at(5), reasons: ['a/1'] },
    ])
  })

  test('orders blocks by time, then by title', () => {
    const merged = mergeWanted([item('a', '1', at(2)), item('a', '2', at(1, 'Tea')), item('a', '3', at(1))])
    expect(merged.map(({ reasons }) => reasons[0])).toEqual(['a/3', 'a/2', 'a/1'])
  })

  test.each([
    [
      { ...at(1), startTime: 'soon' },
      'Expected startTime of item a/7 to be an RFC 3339 date-time with an offset and got soon',
    ],
    [
      { ...at(1), endTime: '2026-12-01T02:00:00' },
      'Expected endTime of item a/7 to be an RFC 3339 date-time with an offset',
    ],
    [{ ...at(1), startTime: '2026-12-01T25:00:00Z' }, 'Expected startTime of item a/7 to be'],
    [{ ...at(1), endTime: at(1).startTime }, 'Expected startTime of item a/7 to be before endTime'],
  ])('refuses an item that would otherwise be lost: %j', (value, message) => {
    expect(() => mergeWanted([item('a', '7', value)])).toThrow(message)
    expect(() => mergeWanted([item('a', '7', value)])).toThrow('a/7')
  })
})
