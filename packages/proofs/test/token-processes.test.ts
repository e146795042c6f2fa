import { expect, test } from 'vitest'
import { refreshAcrossProcesses } from '../tokens/token-processes.ts'

test('three processes over one folder renew once, also when one is killed between answer and save', async () => {
  expect(await refreshAcrossProcesses(6, 2, 3, 10)).toEqual({
    rotations: 6,
    requests: 1,
    kills: 2,
    revocations: 0,
    wrong: [],
  })
})
