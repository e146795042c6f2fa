import { expect, test } from 'vitest'
import { chooseLayout } from '../../../src/view/week/layout.ts'

test.each([
  // owners, days, columns, and what is side by side: owners, days, columns of hours, columns of a day
  [1, 7, 20, [1, 2, 3, 8]],
  [1, 7, 40, [1, 4, 6, 8]],
  [1, 7, 61, [1, 4, 6, 13]],
  [1, 7, 62, [1, 7, 6, 8]],
  [1, 7, 80, [1, 7, 6, 10]],
  [1, 1, 80, [1, 1, 6, 30]],
  [1, 14, 80, [1, 7, 6, 10]],
  [2, 7, 119, [1, 7, 6, 16]],
  [2, 7, 120, [2, 7, 3, 8]],
  [2, 7, 140, [2, 7, 6, 9]],
  [3, 7, 120, [2, 7, 3, 8]],
  [3, 7, 200, [3, 7, 3, 8]],
  [4, 2, 80, [3, 2, 6, 9]],
] as const)('%d owners and %d days in %d columns', (owners, days, columns, expected) => {
  const layout = chooseLayout(owners, days, columns)
  expect([layout.owners, layout.days, layout.label, layout.day]).toEqual(expected)
})
