import { expect, test } from 'vitest'
import { daysOf } from '../../src/view/day.ts'
import { cutByDay, drawBlocks, layLanes, shownMinutes, type Piece } from '../../src/view/place.ts'
import { shown } from '../support/shown.ts'

const days = daysOf('2026-12-21', 7, 'Europe/Berlin')
const piecesOf = (...blocks: Parameters<typeof drawBlocks>[0]): Piece[] =>
  cutByDay(drawBlocks(blocks).figures, days)
const exact = (top: number, bottom: number): readonly [number, number] => [top, bottom]

test('a block over midnight has a piece on each of its days', () => {
  const pieces = piecesOf(shown('create', 22, '17:00', '09:00', { endDay: 24 }))
  expect(
    pieces.map(({ day, top, bottom, isContinued, goesOn }) => [day, top, bottom, isContinued, goesOn]),
  ).toEqual([
    [1, 1020, 1440, false, true],
    [2, 0, 1440, true, true],
    [3, 0, 540, true, false],
  ])
})

test('a block that ends at midnight is not on the next day, and one without length is on its day', () => {
  expect(
    piecesOf(shown('create', 22, '17:00', '00:00', { endDay: 23 })).map(({ day, goesOn }) => [day, goesOn]),
  ).toEqual([[1, false]])
  expect(piecesOf(shown('create', 22, '00:00', '00:00')).map(({ day }) => day)).toEqual([1])
})

test('an update that moves a block has a figure at its former time, one that renames it has none', () => {
  const was = shown('there', 21, '13:00', '14:00')
  const statesOf = (...blocks: Parameters<typeof drawBlocks>[0]): string[] =>
    drawBlocks(blocks).figures.map(({ state }) => state)
  expect(statesOf(shown('update', 21, '09:00', '10:00', { was }))).toEqual(['update', 'was'])
  expect(statesOf(shown('update', 21, '13:00', '14:00', { was, title: 'New' }))).toEqual(['update'])
})

test('blocks whose times cannot be read are returned', () => {
  const block = {
    state: 'other',
    startTime: '2026-12-21T09:00:00',
    endTime: '2026-12-21T10:00:00',
    title: '',
  } as const
  expect(drawBlocks([block])).toEqual({ figures: [], unreadable: [block] })
})

test('pieces at the same time have lanes side by side, and a lane is used again', () => {
  const pieces = piecesOf(
    shown('create', 21, '09:00', '12:00'),
    shown('create', 21, '09:00', '10:00'),
    shown('create', 21, '10:00', '11:00'),
    shown('create', 21, '12:00', '13:00'),
  )
  expect(layLanes(pieces, exact).map(({ top, lane, lanes }) => [top / 60, lane, lanes])).toEqual([
    [9, 0, 2],
    [9, 1, 2],
    [10, 1, 2],
    [12, 0, 1],
  ])
})

test('a piece ends before the next lane that is taken meanwhile', () => {
  const pieces = piecesOf(
    shown('create', 21, '09:00', '12:00'),
    shown('create', 21, '09:00', '10:00'),
    shown('create', 21, '09:30', '10:00'),
    shown('create', 21, '10:00', '11:00'),
    shown('create', 21, '11:00', '14:00'),
    shown('create', 21, '12:30', '13:00'),
  )
  expect(layLanes(pieces, exact).map(({ top, lane, end, lanes }) => [top / 60, lane, end, lanes])).toEqual([
    [9, 0, 1, 3],
    [9, 1, 2, 3],
    [9.5, 2, 3, 3],
    [10, 1, 3, 3],
    [11, 1, 3, 3],
    [12.5, 0, 1, 3],
  ])
})

test('working hours are shown, and more where a block is', () => {
  const hoursOf = (...blocks: Parameters<typeof drawBlocks>[0]): number[][] =>
    shownMinutes(piecesOf(...blocks)).map(({ from, to }) => [from / 60, to / 60])
  expect(hoursOf()).toEqual([[8, 18]])
  expect(hoursOf(shown('there', 21, '07:45', '18:10'))).toEqual([[7, 19]])
  expect(hoursOf(shown('there', 21, '02:00', '03:00'))).toEqual([
    [2, 3],
    [8, 18],
  ])
  expect(hoursOf(shown('there', 21, '06:00', '07:00'))).toEqual([[6, 18]])
  // Nights and whole days do not show all hours.
  expect(
    hoursOf(shown('there', 21, '17:00', '09:00', { endDay: 22 }), shown('there', 23, '00:00', '23:59')),
  ).toEqual([[8, 18]])
  expect(hoursOf(shown('there', 21, '22:00', '05:00', { endDay: 22 }))).toEqual([
    [4, 5],
    [8, 18],
    [22, 23],
  ])
  expect(hoursOf(shown('there', 21, '23:59', '23:59'))).toEqual([
    [8, 18],
    [23, 24],
  ])
})
