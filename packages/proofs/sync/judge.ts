import type { AuditEntry, SandboxBlock } from '@block-slots/sandbox'
import { keyOf } from './world.ts'

/** How the calendars differ from what they should be. */
export type Judgement = {
  readonly wanted: number
  /** Blocks made here beyond one of each that is wanted. */
  readonly twice: number
  /** Blocks made here beside an equal one of a stranger. */
  readonly beside: number
  /** Wanted ones that are not there. */
  readonly lost: number
  /** Blocks that are neither wanted nor a stranger's. */
  readonly left: number
  /** Strangers' blocks that were changed or deleted. */
  readonly touched: number
}

const fields = ({
  id,
  locationId,
  title,
  startTime,
  endTime,
  calendarId,
  assignedUserId,
}: SandboxBlock): string => [id, locationId, title, startTime, endTime, calendarId, assignedUserId].join('\n')

/** Compares the blocks of a sandbox with those that have to be there. */
export function judge(
  blocks: readonly SandboxBlock[],
  wanted: ReadonlySet<string>,
  strangers: readonly SandboxBlock[],
): Judgement {
  const there = new Map(blocks.map((block) => [block.id, fields(block)]))
  const strangerIds = new Set(strangers.map(({ id }) => id))
  const own = blocks.filter(({ id }) => !strangerIds.has(id))
  const counts = new Map<string, number>()
  for (const block of own) {
    const key = keyOf(block)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const ofStrangers = new Set(strangers.map(keyOf))
  let [twice, beside, lost] = [0, 0, 0]
  for (const key of wanted) {
    const count = counts.get(key) ?? 0
    if (count > 1) twice += count - 1
    if (count > 0 && ofStrangers.has(key)) beside += 1
    if (count === 0 && !ofStrangers.has(key)) lost += 1
  }
  return {
    wanted: wanted.size,
    twice,
    beside,
    lost,
    left: own.filter((block) => !wanted.has(keyOf(block))).length,
    touched: strangers.filter((block) => there.get(block.id) !== fields(block)).length,
  }
}

/** Writes that were committed, and how many blocks were created beyond one of each kind. */
export type Writes = {
  readonly created: number
  readonly updated: number
  readonly deleted: number
  readonly createdTwice: number
}

/** Counts what was committed from an entry of the log on. */
export function writesSince(audit: readonly AuditEntry[], from: number): Writes {
  const writes = { created: 0, updated: 0, deleted: 0 }
  const created = new Set<string>()
  for (let index = from; index < audit.length; index += 1) {
    const entry = audit[index]
    if (entry?.kind !== 'commit' || entry.of !== 'block') continue
    writes[entry.change] += 1
    if (entry.change === 'created') created.add(keyOf(entry.event))
  }
  return { ...writes, createdTwice: writes.created - created.size }
}

/** The sum of what was committed. */
export const sumOf = ({ created, updated, deleted }: Writes): number => created + updated + deleted
