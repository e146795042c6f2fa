import { expect, test } from 'vitest'
import { widthOf } from '../../src/view/width.ts'

test.each([
  ['Lunch', 5],
  ['会議室', 6],
  ['👩‍⚕️', 2],
  ['e\u0301', 1],
  ['', 0],
])('%s takes %i columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns)
})
