import { afterEach, expect, test, vi } from 'vitest'
import { exactly, formatNumber, isHeld, printFigures, printGrid, type Figure } from '../table.ts'

const printed = (print: () => void): string => {
  let text = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += String(part)
    return true
  })
  print()
  vi.restoreAllMocks()
  return text
}

afterEach(() => {
  process.exitCode = undefined
})

test('figures are printed with their requirement and verdict', () => {
  const figures: Figure[] = [
    exactly('duplicates', 0, 0),
    { name: 'requests', measured: 12_345 },
    { name: 'share', measured: 97.5, unit: ' %', min: 95 },
  ]
  expect(printed(() => printFigures('Title', figures))).toBe(`
Title

| figure     | measured | required | verdict |
| ---------- | -------: | -------: | ------- |
| duplicates |        0 |        0 | held    |
| requests   |   12,345 |          |         |
| share      |   97.5 % |  >= 95 % | held    |
`)
  expect(process.exitCode).toBeUndefined()
})

test('a missed figure is printed as MISSED with its note, and the process exits with 1', () => {
  const figures: Figure[] = [{ name: 'late', measured: 251, unit: ' ms', max: 250, note: 'slow machine' }]
  const text = printed(() => printFigures('Title', figures))
  expect(text).toContain('| late   |   251 ms | <= 250 ms | MISSED  | slow machine |')
  expect(process.exitCode).toBe(1)
})

test('a figure is held within its bounds, and NaN never is', () => {
  expect(isHeld({ name: 'x', measured: 5 })).toBeUndefined()
  expect(isHeld({ name: 'x', measured: 5, min: 5, max: 5 })).toBe(true)
  expect(isHeld({ name: 'x', measured: 4, min: 5 })).toBe(false)
  expect(isHeld({ name: 'x', measured: 6, max: 5 })).toBe(false)
  expect(isHeld({ name: 'x', measured: Number.NaN, max: 5 })).toBe(false)
  expect(isHeld({ name: 'x', measured: Number.NaN, min: 5 })).toBe(false)
})

test('a grid aligns columns of numbers to the right', () => {
  expect(printed(() => printGrid('Title', ['sink', 'texts'], [['error', 3400]]))).toBe(`
Title

| sink  | texts |
| ----- | ----: |
| error | 3,400 |
`)
})

test.each([
  [1.1451, '1.145'],
  [12.3456, '12.35'],
  [1234.5, '1,235'],
  [-0.068, '-0.068'],
])('the number %d is printed as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text)
})
