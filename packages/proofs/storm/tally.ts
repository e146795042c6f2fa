import type { AuditEntry } from '@block-slots/sandbox'
import { isBlockSlotsError } from '@block-slots/client/src/index.ts'
import { keyOf, type WantedBlock } from './world.ts'

/** One call as its caller sees it. */
export type Call = {
  readonly verb: 'create' | 'ensure'
  readonly wanted: WantedBlock
  readonly id?: string | undefined
  readonly outcome?: string
  readonly duplicates?: readonly string[]
  readonly error?: unknown
  /** True when `reconcile()` said later that nothing was created. */
  readonly denied?: true
  /** The block that somebody deleted before this call, without the client. */
  readonly deletedId?: string
}

/** Counts by the audit log of the service. */
export type Tally = {
  creates: number
  ensures: number
  /** Calls that returned a block. */
  made: number
  /** Blocks beyond those that were asked for. */
  twice: number
  /** Returned blocks that were never created. */
  lost: number
  /** Other reports that contradict the log. */
  wrong: number
  unknown: number
  /** Ids of the blocks beyond those that were asked for. */
  readonly surplus: string[]
  /** Those of them that neither a result nor `findDuplicates` named. */
  unnamed: number
  /** Unknown outcomes that `reconcile()` settled. */
  settled: number
  /** What contradicts the log, in words. */
  readonly problems: string[]
}

export const emptyTally = (): Tally => ({
  creates: 0,
  ensures: 0,
  made: 0,
  twice: 0,
  lost: 0,
  wrong: 0,
  unknown: 0,
  settled: 0,
  surplus: [],
  unnamed: 0,
  problems: [],
})

/** Adds counts. */
export function add(total: Tally, more: Tally): void {
  for (const name of [
    'creates',
    'ensures',
    'made',
    'twice',
    'lost',
    'wrong',
    'unknown',
    'settled',
    'unnamed',
  ] as const)
    total[name] += more[name]
  total.problems.push(...more.problems)
  total.surplus.push(...more.surplus)
}

/** The report of a call: the block, or whether there is one. */
function reportOf({ error, denied }: Call): 'made' | 'no' | 'unknown' | 'yes' | 'unexpected error' {
  if (denied === true) return 'no'
  if (error === undefined) return 'made'
  return isBlockSlotsError(error) ? error.applied : 'unexpected error'
}

/** Compares calls with the log. */
export function tally(audit: readonly AuditEntry[], calls: readonly Call[]): Tally {
  const created = new Map<string, string[]>()
  for (const entry of audit) {
    if (entry.kind !== 'commit' || entry.of !== 'block' || entry.change !== 'created') continue
    const key = keyOf(entry.event)
    created.set(key, [...(created.get(key) ?? []), entry.event.id])
  }
  const groups = new Map<string, Call[]>()
  for (const call of calls) {
    const key = keyOf(call.wanted)
    groups.set(key, [...(groups.get(key) ?? []), call])
  }
  const total = emptyTally()
  for (const [key, group] of groups) add(total, tallyEqual(created.get(key) ?? [], group, key))
  return total
}

/** Compares the calls for equal blocks with the blocks that were created for them. */
function tallyEqual(created: readonly string[], calls: readonly Call[], key: string): Tally {
  const counts = emptyTally()
  const problem = (kind: 'lost' | 'twice' | 'wrong', text: string, count = 1): void => {
    if (count <= 0) return
    counts[kind] += count
    counts.problems.push(`${kind}: ${text}, ${key}`)
  }
  const creates = calls.filter(({ verb }) => verb === 'create')
  const given = creates.flatMap(({ id }) => (id === undefined ? [] : [id]))
  const ensured = calls.flatMap(({ verb, id, outcome }) =>
    verb === 'ensure' && outcome !== 'existing' && id !== undefined ? [id] : [],
  )
  const deleted = calls.filter(({ deletedId }) => deletedId !== undefined).length
  const count = (report: ReturnType<typeof reportOf>): number =>
    creates.filter((call) => reportOf(call) === report).length

  const allowed = creates.length + deleted

  problem('twice', `${created.length} created`, created.length - allowed)
  problem('wrong', 'two creates were given the same id', given.length - new Set(given).size)
  if (created.length > allowed) counts.surplus.push(...created.filter((id) => !given.includes(id)))
  for (const call of calls) {
    const { verb, id, duplicates = [], deletedId } = call
    const report = reportOf(call)
    counts[verb === 'create' ? 'creates' : 'ensures'] += 1
    if (report === 'made') counts.made += 1
    if (report === 'unknown') {
      counts.unknown += 1
    }
    if (report === 'unexpected error') problem('wrong', String(call.error))
    if (report === 'made' && !created.includes(id ?? ''))
      problem('lost', `${verb} was given ${id ?? 'no id'}`)
    if (deletedId !== undefined && id === deletedId)
      problem('wrong', 'ensure says existing of a deleted block')
    if (duplicates.some((other) => given.includes(other)))
      problem('wrong', 'an id that a call was given is named a duplicate')
  }
  // A block that an ensure created is there although its create says that it made none.
  const byEnsure = new Set(ensured.filter((id) => !given.includes(id))).size
  const possible = creates.length - count('no') + byEnsure + deleted
  problem('wrong', 'reported as not made, and it is there', Math.min(count('no'), created.length - possible))
  problem(
    'wrong',
    'reported as made, and it is not there',
    Math.min(count('yes'), given.length + count('yes') - created.length),
  )
  return counts
}
