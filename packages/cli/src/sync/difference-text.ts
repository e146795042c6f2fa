import type { Difference, DifferentBlock } from '@block-slots/sync'
import type { Output } from '../io.ts'
import { formatCount, truncate, wrap } from '../text/columns.ts'
import { describeWhen } from '../text/moment.ts'
import type { SyncSession } from './open.ts'
import { describeOwnerHead, maxShown } from './plan-text.ts'
import { describeBlock } from './step.ts'
import { countOwners, describeStops } from './stop.ts'

/** The kinds of differences, in the order in which they are shown. */
const kinds = ['missing', 'surplus', 'drifted', 'unclaimed'] as const
type Kind = (typeof kinds)[number]

/** Before the times: the longest of the kinds. */
const columns = 13
const indent = ' '.repeat(columns)

/**
 * Describes how calendars differ from their sources, owner by owner.
 *
 * @yields Lines of the page.
 */
export function* describeDifference(
  difference: Difference,
  { zoneOf, suffix }: Pick<SyncSession, 'zoneOf' | 'suffix'>,
): Iterable<Output> {
  for (const [owner, rows] of byOwner(difference)) {
    const timeZone = zoneOf(owner)
    yield describeOwnerHead(owner, timeZone)
    for (const kind of kinds) {
      const found = rows[kind]
      for (const lines of found.slice(0, maxShown)) yield* lines(timeZone)
      const more = found.length - maxShown
      if (more > 0) yield `${indent}and ${formatCount(more)} more ${kind}`
    }
    yield ''
  }
  const { stopped, isEqual } = difference
  yield* describeStops(stopped, { suffix })
  const counts = kinds
    .filter((kind) => difference[kind].length > 0)
    .map((kind) => `${formatCount(difference[kind].length)} ${kind}`)
  const items = [...counts, ...countOwners(stopped, 'not compared')]
  yield* wrap(
    `${[isEqual ? 'Equal' : 'Different', ...(items.length === 0 ? [] : [items.join(', ')])].join(': ')}.`,
  )
}

/** The lines of a difference, in a zone. */
type Lines = (timeZone: string) => Output[]

function byOwner({ missing, surplus, drifted, unclaimed }: Difference): Map<string, Record<Kind, Lines[]>> {
  const owners = new Map<string, Record<Kind, Lines[]>>()
  const add = (owner: string, kind: Kind, lines: Lines): void => {
    const rows = owners.get(owner) ?? { missing: [], surplus: [], drifted: [], unclaimed: [] }
    owners.set(owner, rows)
    rows[kind].push(lines)
  }
  for (const { owner, ...wanted } of missing) {
    add(owner, 'missing', (timeZone) => describeBlock('missing', wanted, timeZone, columns))
  }
  const there = (kind: Kind, { owner, value }: DifferentBlock): void =>
    add(owner, kind, (timeZone) => describeBlock(kind, value, timeZone, columns))
  for (const block of surplus) there('surplus', block)
  for (const block of unclaimed) there('unclaimed', block)
  for (const { owner, value, wanted } of drifted) {
    add(owner, 'drifted', (timeZone) => [
      ...describeBlock('drifted', value, timeZone, columns),
      ...describeWanted(wanted, value, timeZone),
    ])
  }
  return owners
}

/** Describes the wanted value of a block: its times, or its title when only that differs. */
function describeWanted(
  wanted: DifferentBlock['value'],
  value: DifferentBlock['value'],
  timeZone: string,
): string[] {
  const when = describeWhen(wanted, timeZone)
  const isMoved = when !== describeWhen(value, timeZone)
  return [`${indent}wanted ${isMoved ? when : `"${truncate(wanted.title, 55)}"`}`]
}
