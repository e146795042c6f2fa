import { expect, test } from 'vitest'
import { findOutside, findOverlaps, type Box } from '../cli/geometry.ts'

const box = (text: string, left: number, right: number, top = 0, bottom = 10): Box => ({
  text,
  left,
  right,
  top,
  bottom,
})

test('boxes that cover each other are found, and those that touch are not', () => {
  const [one, beside, over, below] = [
    box('one', 0, 10),
    box('beside', 10.4, 20),
    box('over', 8, 12),
    box('below', 0, 20, 10, 20),
  ]
  expect(findOverlaps([one, beside, below])).toEqual([])
  expect(findOverlaps([one, over])).toEqual(['one / over'])
  expect(findOverlaps([box('outer', 0, 100, 0, 100), box('inner', 40, 50, 40, 50)])).toHaveLength(1)
})

test('boxes that reach out of the page are found', () => {
  const boxes = [box('inside', 0, 390), box('right', 0, 392), box('left', -3, 10)]
  expect(findOutside(boxes, 390)).toEqual(['right', 'left'])
})
