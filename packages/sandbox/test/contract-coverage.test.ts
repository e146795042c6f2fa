import { describe, expect, test } from 'vitest'
import { operations } from '../src/operation.ts'
import { parseBlock } from '../src/service/body.ts'
import { contractOperations, propertiesOf } from './support/contract.ts'
import { block, calendar } from './support/client.ts'

/*
 * The sandbox imports nothing of the contract, so only these tests notice a new operation or field: each fails until the
 * sandbox knows it.
 */

test('every operation of the contract is served', () => {
  expect(new Set(operations.map(({ id }): string => id))).toEqual(new Set(contractOperations()))
})

describe.each(['CreateBlockSlot', 'UpdateBlockSlot'])('%s', (schema) => {
  test.each(propertiesOf(schema))('the field %s is accepted', (name) => {
    const reply = parseBlock({ ...block, calendarId: calendar, [name]: 'x' })
    expect(JSON.stringify(reply)).not.toContain(`property ${name} should not exist`)
  })

  test('and an unknown field is not', () => {
    const reply = parseBlock({ ...block, calendarId: calendar, unknown: 'x' })
    expect(JSON.stringify(reply)).toContain('property unknown should not exist')
  })
})
