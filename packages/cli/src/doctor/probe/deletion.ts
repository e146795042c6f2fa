import { type Context, createBlock, describeReply, sendDelete } from './context.ts'
import type { Finding } from './finding.ts'

type Answer = { readonly status: number; readonly message: string }

/** The responses to deletions. */
export type DeletionSample = {
  /** Of an id that was never that of an event. */
  readonly never: Answer
  readonly first: Answer
  /** Of the same block once more. */
  readonly second: Answer
}

/** Deletes what never was, and a block twice. */
export async function measureDeletion(context: Context): Promise<DeletionSample> {
  const never = await sendDelete(context)
  const { id } = await createBlock(context, context.takeSlot())
  const first = await sendDelete(context, id)
  const second = await sendDelete(context, id)
  return { never: answerIn(never), first: answerIn(first), second: answerIn(second) }
}

const answerIn = ({ status, message }: Answer): Answer => ({ status, message })

/** Judges the responses to deletions of what is not there. */
export function judgeDeletion(sample: DeletionSample): Finding {
  const { never, first, second } = sample
  const isDeleted = second.status === 400 && /already been deleted/i.test(second.message)
  const isAssumed = first.status < 300 && never.status === 404 && isDeleted
  const found =
    `what never was: ${describeReply(never)}; a block: ${describeReply(first)}, ` +
    `and once more: ${describeReply(second)}`
  return { topic: 'delete', state: isAssumed ? 'ok' : 'warning', found, samples: sample }
}
