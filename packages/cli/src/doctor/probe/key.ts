import { randomUUID } from 'node:crypto'
import { type Context, describeReply, idOf, sendCreate } from './context.ts'
import type { Finding } from './finding.ts'

type Answer = { readonly status: number; readonly message: string; readonly id?: string }

/** The responses to two equal requests with one key. */
export type KeySample = { readonly first: Answer; readonly second: Answer }

/** Creates a block twice, with the same key. */
export async function measureKey(context: Context): Promise<KeySample> {
  const slot = context.takeSlot()
  const { startTime, endTime } = slot
  const headers = { 'Idempotency-Key': randomUUID() }
  const send = async (): Promise<Answer> => {
    const reply = await sendCreate(context, slot, { title: context.site.title, startTime, endTime, headers })
    const { status, message, body } = reply
    const id = idOf(body)
    return { status, message, ...(id !== undefined && { id }) }
  }
  const first = await send()
  return { first, second: await send() }
}

/** Judges what a key changes. */
export function judgeKey(sample: KeySample): Finding {
  const { first, second } = sample
  const finding = { topic: 'key', samples: sample } as const
  if (first.status >= 300)
    return { ...finding, state: 'warning', found: `is refused: ${describeReply(first)}` }
  if (second.status >= 300) {
    return {
      ...finding,
      state: 'warning',
      found: `is honoured: a second request gets ${describeReply(second)}`,
    }
  }
  if (first.id === undefined || second.id === undefined) {
    return { ...finding, state: 'unknown', found: 'the responses name no block' }
  }
  return first.id === second.id
    ? { ...finding, state: 'warning', found: 'is honoured: a second request gets the same block' }
    : { ...finding, state: 'ok', found: 'is ignored: two requests create two blocks' }
}
