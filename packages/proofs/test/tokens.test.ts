import { expect, test } from 'vitest'
import { expireTokens, rejectTokens, rotateTokens } from '../tokens/rotations.ts'
import { watchRejections } from '@block-slots/client/test/support/server.ts'

watchRejections()

test('a hundred calls at expiry make one request', async () => {
  expect(await expireTokens(100)).toBe(1)
})

test.each([1, 2, 3])(
  '300 rotations with lost responses lose no grant and revoke nothing (seed %i)',
  async (seed) => {
    const { rotations, lost, revocations } = await rotateTokens(300, seed)
    expect({ rotations, revocations }).toEqual({ rotations: 300, revocations: 0 })
    expect(lost).toBeGreaterThan(5)
  },
)

test('a permanent 401 costs three sends per call and one refresh a minute', async () => {
  expect(await rejectTokens(100, 3)).toEqual({ sends: 3, refreshes: 3 })
})
