import type { AuditEntry } from '@block-slots/sandbox'
import { isBlockSlotsError } from '@block-slots/client/src/index.ts'
import type { Carrier } from './transport.ts'
import type { Cell, Expected } from './cell.ts'
import { wordsOf, type Ended, type World } from './world.ts'

/** How long a call may take, in milliseconds. */
const deadlines = { read: 60_000, write: 180_000 } as const

/** Finds everything that is wrong with what an experiment came to. By the log of the service, never by the client's word. */
export function judge(cell: Cell, world: World, carrier: Carrier): string[] {
  const { sandbox, calls, left, settled } = world
  const wrong: string[] = []
  for (const ended of calls) {
    const effect = effectOf(cell, ended, sandbox.audit)
    const came = `${wordsOf(ended)} ×${ended.sends} =${effect}`
    if (!cell.expected.some((each) => fits(each, wordsOf(ended), ended.sends, effect))) {
      const wanted = [
        ...new Set(cell.expected.map(({ end, sends, effect: own }) => `${end} ×${sends.join('-')} =${own}`)),
      ]
      wrong.push(`came to ${came}, not ${wanted.join(' or ')}`)
    }
    wrong.push(...honesty(cell, ended, effect, world), ...punctuality(cell, ended, carrier))
    wrong.push(...patience(ended, cell, sandbox.audit))
    if (effect > 1) wrong.push(`exists ${effect} times`)
    if (settled.has(ended)) {
      const block = settled.get(ended)
      const id = typeof block === 'object' && block !== null && 'id' in block ? block.id : undefined
      if (id !== undefined && !sandbox.blocks().some((each) => each.id === id))
        wrong.push('was settled as a block that is not there')
    }
  }
  if (left > 0) wrong.push(`${left} waits were left behind`)
  if (world.hits === 0 && cell.row.hits !== undefined && cell.position !== 'random')
    wrong.push('nothing was hit')
  if (world.arrived > calls.reduce((sum, { sends }) => sum + sends, 0) && cell.operation !== 'token') {
    wrong.push(`arrived ${world.arrived} times, more often than it was sent`)
  }
  return wrong
}

function fits(expected: Expected, end: string, sends: number, effect: number): boolean {
  const [least, most] = expected.sends
  return expected.end === end && sends >= least && sends <= most && expected.effect === effect
}

/** How often what a call wanted is there. */
function effectOf({ operation }: Cell, { wanted, id }: Ended, audit: readonly AuditEntry[]): number {
  const commits = audit.filter((entry) => entry.kind === 'commit' && entry.of === 'block')
  if (operation === 'create' || operation === 'ensure') {
    const alive = new Map<string, string>()
    for (const { event, change } of commits) {
      if (change === 'deleted') alive.delete(event.id)
      else alive.set(event.id, `${Date.parse(event.startTime)}`)
    }
    const key = `${Date.parse(wanted.startTime)}`
    return [...alive.values()].filter((each) => each === key).length
  }
  const own = commits.filter(({ event, change }) => event.id === id && change !== 'created')
  return own.length > 0 ? 1 : 0
}

/** Whether what the client says about the write is true. */
function honesty({ operation }: Cell, { error, value }: Ended, effect: number, { sandbox }: World): string[] {
  const write =
    operation === 'create' || operation === 'ensure' || operation === 'update' || operation === 'delete'
  if (error === undefined) {
    const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
    const made = operation === 'create' || operation === 'ensure'
    if (write && effect === 0) return ['says done, and it is not']
    return made && !sandbox.blocks().some((block) => block.id === id)
      ? ['gives an id that does not exist']
      : []
  }
  if (!isBlockSlotsError(error)) return ['throws something else than its error']
  if (error.applied === 'no' && effect > 0) return ['says not applied, and it was']
  if (error.applied === 'yes' && effect === 0) return ['says applied, and it was not']
  const lost = error.applied !== 'no' && (operation === 'create' || operation === 'ensure')
  return lost && error.reconcile === undefined ? ['leaves a doubt without a way to settle it'] : []
}

function punctuality({ operation }: Cell, { from, to }: Ended, { commitDelayMs }: Carrier): string[] {
  const write =
    operation === 'create' || operation === 'ensure' || operation === 'update' || operation === 'delete'
  const late = to - from - deadlines[write ? 'write' : 'read']
  return late > commitDelayMs ? [`ended ${Math.round(late)} ms after its deadline`] : []
}

/** Whether a call sent anything before the service wanted it. */
function patience({ from, to }: Ended, { row }: Cell, audit: readonly AuditEntry[]): string[] {
  const asked = row.hits !== undefined && 'retryAfter' in row.hits ? row.hits.retryAfter : undefined
  if (typeof asked === 'string' || asked === undefined) return []
  // Dates have no parts of seconds.
  const waitMs = typeof asked === 'number' ? asked * 1000 : asked.dateInMs - 1000
  if (waitMs <= 0 || waitMs > 86_400_000) return []
  const hit = new Set(
    audit
      .filter((entry) => entry.kind === 'fault' && entry.fault === row.hits?.fault)
      .map(({ request }) => request),
  )
  const own = audit.filter(({ at }) => at >= from && at <= to)
  const early = own.some(
    (entry, index) =>
      entry.kind === 'response' &&
      hit.has(entry.request) &&
      own.slice(index).some((next) => next.kind === 'request' && next.at - entry.at < waitMs),
  )
  return early ? [`sent before ${waitMs} ms were over`] : []
}
