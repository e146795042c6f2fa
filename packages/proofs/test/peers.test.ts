import { virtualClock } from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import { leaksOf } from '@block-slots/client/test/support/scan.ts'
import { compare, recoveringClientPeer, policies, secretPart } from '../peers/peer.ts'
import { watchRejections } from '@block-slots/client/test/support/server.ts'

watchRejections()

test('of creates that go wrong in twelve ways, only ours are all there, once, and told as they are', async () => {
  const scores = []
  for (const policy of [...policies, recoveringClientPeer]) scores.push(await compare(policy, 240, virtualClock()))
  const [never, eager, ours, heeding] = scores
  // What others do, or this would prove nothing.
  expect(never?.missing).toBeGreaterThan(5)
  expect(never?.failedButCreated).toBeGreaterThan(5)
  expect(never?.duplicates).toBe(0)
  expect(eager?.duplicates).toBeGreaterThan(5)
  expect(ours).toMatchObject({ duplicates: 0, failedButThere: 0, okButMissing: 0 })
  expect(ours?.ok).toBeGreaterThan(220)
  expect(heeding).toMatchObject({ ok: 240, missing: 0, duplicates: 0 })
  expect(ours?.missing).toBeLessThanOrEqual((ours?.failed ?? 0) + (ours?.unknown ?? 0))
  for (const error of ours?.errors ?? []) {
    expect(leaksOf(error, secretPart)).toEqual([])
  }
})
