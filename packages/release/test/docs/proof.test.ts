import { expect, test } from 'vitest'
import { findMissingProofs } from '../../docs/proof.ts'

test('a mentioned proof that does not exist is reported', () => {
  const text =
    '`pnpm prove limiter` and `pnpm prove limitr`.\n\n```sh\npnpm prove\npnpm prove limiter:redis\n```\n'
  expect(findMissingProofs({ file: 'x.md', text, blocks: [] }, ['limiter'])).toEqual([
    { file: 'x.md', line: 1, message: '`pnpm prove limitr`: there is no such proof.' },
    { file: 'x.md', line: 3, message: '`pnpm prove limiter:redis`: there is no such proof.' },
  ])
})
