import { describe, expect, test } from 'vitest'
import type { BlockedSlot } from '@block-slots/client'
import { checkStep, type Check } from '../../src/diff/check.ts'
import { indexList } from '../../src/diff/list.ts'
import type { LedgerEntry } from '../../src/ledger.ts'
import type { Change } from '../../src/step.ts'
import { at, entry, row, want } from '../support/diff.examples.ts'

const wanted = want(at(2), 's/1')
const update: Change = { action: 'update', id: 'x', wanted, was: at(1), by: 'source' }
const deletion: Change = { action: 'delete', id: 'x', was: at(1), reasons: ['s/1'], why: 'unwanted' }
const own = { x: entry(at(1), 's/1') }

function check(
  step: Change,
  listed: readonly BlockedSlot[],
  remembered: Readonly<Record<string, LedgerEntry>> = own,
): Check {
  const ledger = new Map(Object.entries(remembered))
  return checkStep(step, indexList(listed, ledger), ledger)
}

describe('a create', () => {
  const create: Change = { action: 'create', wanted }
  test('is sent when nothing equal is there', () => {
    expect(check(create, [row('y', at(1))])).toBe('send')
  })
  test('exists when an equal block is there by now', () => {
    expect(check(create, [row('z', at(2)), row('y', at(2))])).toEqual({
      state: 'exists',
      detail: { id: 'y' },
    })
  })
  test('exists when the service has altered what was sent', () => {
    const altered = { y: { ...entry(at(2), 's/1'), stored: at(2, 'Bus') } }
    expect(check(create, [row('y', at(2, 'Bus'))], altered)).toMatchObject({ state: 'exists' })
  })
})

describe('an update', () => {
  test('is sent when the block is as the plan saw it', () => {
    expect(check(update, [row('x', at(1))])).toBe('send')
  })
  test('is done when the block shows the new value', () => {
    expect(check(update, [row('x', at(2))])).toEqual({
      state: 'done',
      detail: { id: 'x' },
      ledger: { id: 'x', entry: entry(at(2), 's/1') },
    })
  })
  test('is skipped when an equal block is there by now', () => {
    expect(check(update, [row('x', at(1)), row('y', at(2))])).toMatchObject({ state: 'skipped' })
  })
  test.each([
    ['gone', [], own, 'The block was deleted after the plan was made.'],
    ['changed', [row('x', at(7))], own, 'The block was changed after the plan was made.'],
    ['not remembered', [row('x', at(1))], {}, 'This program does not remember having created the block.'],
  ])('is skipped when the block is %s', (_, listed, ledger, message) => {
    expect(check(update, listed, ledger)).toEqual({ state: 'skipped', detail: { id: 'x', message } })
  })
})

describe('a delete', () => {
  test('is sent when the block is as the plan saw it', () => {
    expect(check(deletion, [row('x', at(1))])).toBe('send')
  })
  test('is done when the list does not show the block, which is remembered: the list may be truncated', () => {
    expect(check(deletion, [])).toMatchObject({
      state: 'done',
      ledger: { id: 'x', entry: { reasons: ['s/1'], deletedByHand: true, unwanted: true } },
    })
  })
  test('is skipped when the block was changed or is not remembered', () => {
    expect(check(deletion, [row('x', at(7))])).toMatchObject({ state: 'skipped' })
    expect(check(deletion, [row('x', at(1))], {})).toMatchObject({ state: 'skipped' })
    expect(check(deletion, [], {})).toMatchObject({ state: 'skipped' })
  })
  test('of a surplus needs the equal block that stays', () => {
    const surplus: Change = { ...deletion, why: 'surplus' }
    expect(check(surplus, [row('x', at(1)), row('a', at(1))])).toBe('send')
    expect(check(surplus, [row('x', at(1)), row('z', at(1))])).toMatchObject({ state: 'skipped' })
    expect(check(surplus, [row('x', at(1))])).toMatchObject({ state: 'skipped' })
  })
})
