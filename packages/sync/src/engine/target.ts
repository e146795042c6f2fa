import { blockOwnersOf, type BlockSlotsClient } from '@block-slots/client'
import type { NamedItem } from '../diff/wanted.ts'
import type { OwnerConfig, SyncConfig } from '../options.ts'
import { ownerKey, type Owner } from '../owner.ts'
import type { Stop } from '../plan.ts'
import type { SyncCall } from './context.ts'
import type { SourceReader } from './sources.ts'
import { unreadable } from './stop.ts'

/** An owner whose time is blocked, and the items that block it. */
export type Target = {
  readonly owner: Owner
  readonly key: string
  /** Name in the configuration; that of a team member names the calendar. */
  readonly name: string
  readonly timeZone: string
  readonly items: NamedItem[]
  /** Reasons whose items could not be read. */
  readonly unreadable: Set<string>
  /** Where only some owners are asked for, their reasons: what is there for others stays, and nothing is made for them. */
  readonly asked?: Set<string>
  /** For each team calendar that it is a member of: the keys of all members, who get the same blocks or none. */
  readonly groups: (readonly string[])[]
  /** The first reason for which it is not compared. */
  stop?: Stop
}

type NamedOwner = readonly [name: string, owner: OwnerConfig]

/** Groups the owners of a configuration by their location: all, or those of the locations that have owners of certain names. */
export function groupByLocation(
  { owners }: Pick<SyncConfig, 'owners'>,
  only?: readonly string[],
): Map<string, NamedOwner[]> {
  const groups = new Map<string, NamedOwner[]>()
  const asked = only && new Set(only.map((name) => owners[name]?.locationId))
  for (const named of Object.entries(owners)) {
    const [, { locationId }] = named
    if (asked?.has(locationId) === false) continue
    const others = groups.get(locationId)
    if (others === undefined) groups.set(locationId, [named])
    else others.push(named)
  }
  return groups
}

/**
 * Resolves the owners of a location, and reads their sources. Owners that are the same user, directly or as members of a team,
 * are one target, which is stopped with any of them. With `only`, the targets of the owners of these names; those of the others
 * are read as well, because they may be the same users.
 */
export async function findTargets(
  call: SyncCall,
  client: BlockSlotsClient,
  { named, readItems, only }: TargetQuery,
): Promise<Target[]> {
  const targets = new Map<string, Target>()
  const asked = new Set<string>()
  const unplaced: { readonly reasons: readonly string[]; readonly stop?: Stop | undefined }[] = []
  for (const [name, config] of askedFirst(named, only)) {
    const isAsked = only?.includes(name) !== false
    const { timeZone = call.config.timeZone } = config
    // oxlint-disable-next-line no-await-in-loop -- In order, so that plans are alike.
    const { owners, stop: ownerStop } = await resolveOwners(call, client, config)
    // oxlint-disable-next-line no-await-in-loop -- In order.
    const { items, unreadable: reasons, stop: sourceStop } = await readItems(call, name, timeZone)
    const stop = ownerStop ?? sourceStop
    if (ownerStop !== undefined)
      unplaced.push({ reasons: [...reasonsOf(items), ...reasons], stop: sourceStop })
    const keys = owners.map(ownerKey)
    for (const [index, owner] of owners.entries()) {
      const key = keys[index] ?? ''
      const target = targets.get(key) ?? {
        owner,
        key,
        name: owners.length > 1 ? `${name} (${owner.userId ?? ''})` : name,
        timeZone,
        items: [],
        unreadable: new Set(),
        ...(only !== undefined && { asked: new Set<string>() }),
        groups: [],
      }
      targets.set(key, target)
      target.items.push(...items)
      if (isAsked) asked.add(key)
      if (isAsked && target.asked !== undefined)
        for (const reason of reasonsOf(items)) target.asked.add(reason)
      for (const reason of reasons) target.unreadable.add(reason)
      if (isAsked && keys.length > 1) target.groups.push(keys)
      if (stop !== undefined) target.stop ??= stop
    }
  }
  // The members of a team are unknown: every user may be one, and what was made for it stays.
  for (const target of targets.values()) {
    if (target.owner.userId === undefined) continue
    for (const { reasons, stop } of unplaced) {
      for (const reason of reasons) target.unreadable.add(reason)
      if (stop !== undefined) target.stop ??= stop
    }
  }
  return [...targets.values()].filter(({ key }) => asked.has(key))
}

const reasonsOf = (items: readonly NamedItem[]): string[] =>
  items.map(({ source, item }) => `${source}/${item.item}`)

type TargetQuery = {
  readonly named: readonly NamedOwner[]
  readonly readItems: SourceReader
  readonly only?: readonly string[] | undefined
}

/** A target has the name and the zone of the first of its owners. */
const askedFirst = (
  named: readonly NamedOwner[],
  only: readonly string[] | undefined,
): readonly NamedOwner[] =>
  only === undefined
    ? named
    : [...named.filter(([name]) => only.includes(name)), ...named.filter(([name]) => !only.includes(name))]

/** Resolves an owner: a calendar that is not of type `event` to the users of its team. */
async function resolveOwners(
  { signal }: SyncCall,
  client: BlockSlotsClient,
  { locationId, calendarId, userId }: OwnerConfig,
): Promise<{ readonly owners: readonly Owner[]; readonly stop?: Stop }> {
  if (calendarId === undefined) return { owners: [{ locationId, userId }] }
  try {
    const calendar = await client.calendar(calendarId, { signal, priority: 'bulk' })
    const { owners } = blockOwnersOf(calendar, { calendarId, locationId })
    return {
      owners: owners.map((owner) =>
        'calendarId' in owner
          ? { locationId, calendarId: owner.calendarId }
          : { locationId, userId: owner.assignedUserId },
      ),
    }
  } catch (error) {
    signal.throwIfAborted()
    return {
      owners: [{ locationId, calendarId }],
      stop: unreadable(error),
    }
  }
}
