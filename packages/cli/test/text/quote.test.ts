import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { quoteArgument, quoteName } from '../../src/text/quote.ts'

test.each([
  ['Anna', 'Anna'],
  ['Jörg', 'Jörg'],
  ['Meeting room', '"Meeting room"'],
  ["O'Neill & Co", `"O'Neill & Co"`],
  ['Room "A"', `'Room "A"'`],
  ['$(touch here)', "'$(touch here)'"],
  ['`id` or $HOME', "'`id` or $HOME'"],
])('the name %s is one word of a shell: %s', (name, quoted) => {
  expect(quoteName(name)).toBe(quoted)
  for (const text of [quoted, quoteArgument(name)]) {
    expect(spawnSync('/bin/sh', ['-c', `printf %s ${text}`]).stdout.toString()).toBe(name)
  }
})
