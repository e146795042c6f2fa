import { expect, test } from 'vitest'
import { knownMessages } from '../../src/http/hint.ts'
import { isRecord } from '../../src/guard.ts'
import { examples } from '../support/contract.ts'

/** Messages of the examples in the contract, and one of a path that the contract does not have. */
const messages = [...examples().map(({ value }) => messageOf(value)), 'Cannot POST /calendars/block-slots']

function messageOf(value: unknown): string {
  return String(isRecord(value) ? (value.message ?? value.error_description) : value)
}

test.each(knownMessages.map((rule) => [rule.text, rule] as const))(
  '%s takes the message of an example in the contract',
  (_, rule) => {
    const taken = messages.map((message) => knownMessages.find(({ text }) => text.test(message)))
    expect(taken).toContain(rule)
  },
)
