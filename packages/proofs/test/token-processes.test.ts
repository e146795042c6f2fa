import { expect, test } from 'vitest'
import { refreshAcrossProcesses } from '../tokens/token-processes.ts'

test('three processes over one folder refresh once a day, also when one is killed between response and save', async () => {
  expect(await refreshAcrossProcesses(6, 2, 3, 10)).toEqual({
    rotations: 6,
    requests: 1,
    kills: 2,
    revocations: 0,
    problems: [],
  })
})
