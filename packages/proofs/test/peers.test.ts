import { virtualClock } from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import { leaksOf } from '@block-slots/client/test/support/scan.ts'
import { compare, recoveringClientPeer, policies, secretPart } from '../peers/peer.ts'
import { watchRejections } from '@block-slots/client/test/support/server.ts'

watchRejections()

test('only the client creates every block once and reports it correctly under twelve faults', async () => {
  const scores = []
  for (const policy of [...policies, recoveringClientPeer])
    scores.push(await compare(policy, 240, virtualClock()))
  const [once, twice, client, recovering] = scores
  // Without these the faults would prove nothing.
  expect(once?.missing).toBeGreaterThan(5)
  expect(once?.failedButCreated).toBeGreaterThan(5)
  expect(once?.duplicates).toBe(0)
  expect(twice?.duplicates).toBeGreaterThan(5)
  expect(client).toMatchObject({ duplicates: 0, failedButCreated: 0, okButMissing: 0 })
  expect(client?.ok).toBeGreaterThan(220)
  expect(recovering).toMatchObject({ ok: 240, missing: 0, duplicates: 0 })
  expect(client?.missing).toBeLessThanOrEqual((client?.failed ?? 0) + (client?.unknown ?? 0))
  for (const error of client?.errors ?? []) {
    expect(leaksOf(error, secretPart)).toEqual([])
  }
})
