import { expect, test } from 'vitest'
import { createBlockSlotsClient } from '@block-slots/client'
import { virtualClock } from '@block-slots/sandbox'
import { useSandbox } from '@block-slots/sandbox/vitest'
import { closeEarly } from './close-early.ts'

// Time jumps: ten seconds of looking for a lost block take none.
const clock = virtualClock()
const sandbox = useSandbox({ clock })
const close = () => {
  const client = createBlockSlotsClient({
    token: sandbox.token,
    fetch: sandbox.fetch,
    clock,
  })
  return clock.run(closeEarly(client, '2030-12-24', '15:00'))
}
const posts = () =>
  sandbox.audit.filter(
    (entry) => entry.kind === 'request' && entry.method === 'POST',
  ).length

test('the room is closed', async () => {
  expect(await close()).toBe('closed')
  expect(sandbox.blocks()).toMatchObject([
    { title: 'Closed early', startTime: '2030-12-24T15:00:00-05:00' },
  ])
})

test('a lost response makes no second block', async () => {
  sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot' }])
  expect(await close()).toBe(
    'closed; the response was lost, and the block was found',
  )
  expect([posts(), sandbox.blocks().length]).toEqual([1, 1])
})

test('a request that never arrived is sent again', async () => {
  sandbox.setFaults([{ fault: 'refused', operation: 'createBlockSlot' }])
  expect(await close()).toBe('closed')
  expect(sandbox.blocks().length).toBe(1)
})

test('a token without the scope closes nothing, and says so', async () => {
  sandbox.setFaults([
    { fault: 'forbidden', operation: 'createBlockSlot', on: 'every' },
  ])
  expect(await close()).toBe('not closed: forbidden')
  expect(sandbox.blocks()).toEqual([])
})
