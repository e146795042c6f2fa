import { blockOwnersOf, type BlockSlotsClient } from '@block-slots/client'
import type { NamedItem } from '../diff/wanted.ts'
import type { OwnerConfig, SyncConfig } from '../options.ts'
import { ownerKey, type Owner } from '../owner.ts'
import type { Stop } from '../plan.ts'
import { reasonOf } from '../wanted.ts'
import type { SyncCall } from './context.ts'
import type { SourceReader } from './sources.ts'
import { unreadable } from './stop.ts'

/** The owner that one or more owners of the configuration stand for, and the items that block its time. */
export type ResolvedOwner = {
  readonly owner: Owner
  readonly key: string
  /** Name in the configuration; that of a team member names the calendar. */
  readonly name: string
  readonly timeZone: string
  readonly items: NamedItem[]
  /** Reasons whose items could not be read. */
  readonly unreadable: Set<string>
  /** With `only`, the reasons of the owners that it names: blocks of the others stay, and none is created for them. */
  readonly selected?: Set<string>
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
  const selected = only && new Set(only.map((name) => owners[name]?.locationId))
  for (const named of Object.entries(owners)) {
    const [, { locationId }] = named
    if (selected?.has(locationId) === false) continue
    const others = groups.get(locationId)
    if (others === undefined) groups.set(locationId, [named])
    else others.push(named)
  }
  return groups
}

/**
 * Resolves the owners of a location, and reads their sources. Owners that are the same user, directly or as members of a team,
 * become one, which is stopped with any of them. With `only`, returns the owners of these names alone; the others are read as
 * well, because they may be the same users.
 */
export async function resolveOwners(
  call: SyncCall,
  client: BlockSlotsClient,
  { named, readItems, only }: OwnerQuery,
): Promise<ResolvedOwner[]> {
  const resolvedOwners = new Map<string, ResolvedOwner>()
  const selected = new Set<string>()
  const unknownTeams: { readonly reasons: readonly string[]; readonly stop?: Stop | undefined }[] = []
  for (const [name, config] of sortSelectedFirst(named, only)) {
    const isSelected = only?.includes(name) !== false
    const { timeZone = call.config.timeZone } = config
    // oxlint-disable-next-line no-await-in-loop -- In order, so that plans are alike.
    const { owners, stop: ownerStop } = await resolveOwner(call, client, config)
    // oxlint-disable-next-line no-await-in-loop -- In order.
    const { items, unreadable: reasons, stop: sourceStop } = await readItems(call, name, timeZone)
    const stop = ownerStop ?? sourceStop
    if (ownerStop !== undefined)
      unknownTeams.push({ reasons: [...reasonsOf(items), ...reasons], stop: sourceStop })
    const keys = owners.map(ownerKey)
    for (const [index, owner] of owners.entries()) {
      const key = keys[index] ?? ''
      const resolved = resolvedOwners.get(key) ?? {
        owner,
        key,
        name: owners.length > 1 ? `${name} (${owner.userId ?? ''})` : name,
        timeZone,
        items: [],
        unreadable: new Set(),
        ...(only !== undefined && { selected: new Set<string>() }),
        groups: [],
      }
      resolvedOwners.set(key, resolved)
      // One by one: a feed may have more items than a call takes arguments.
      for (const item of items) resolved.items.push(item)
      if (isSelected) selected.add(key)
      if (isSelected && resolved.selected !== undefined)
        for (const reason of reasonsOf(items)) resolved.selected.add(reason)
      for (const reason of reasons) resolved.unreadable.add(reason)
      if (isSelected && keys.length > 1) resolved.groups.push(keys)
      if (stop !== undefined) resolved.stop ??= stop
    }
  }
  // Where the members of a team are unknown, every user may be one: blocks that were created for the team stay.
  for (const resolved of resolvedOwners.values()) {
    if (resolved.owner.userId === undefined) continue
    for (const { reasons, stop } of unknownTeams) {
      for (const reason of reasons) resolved.unreadable.add(reason)
      if (stop !== undefined) resolved.stop ??= stop
    }
  }
  return [...resolvedOwners.values()].filter(({ key }) => selected.has(key))
}

const reasonsOf = (items: readonly NamedItem[]): string[] =>
  items.map(({ source, item }) => reasonOf(source, item.item))

type OwnerQuery = {
  readonly named: readonly NamedOwner[]
  readonly readItems: SourceReader
  readonly only?: readonly string[] | undefined
}

/** Puts selected owners first, because a resolved one has the name and the zone of the first that it stands for. */
const sortSelectedFirst = (
  named: readonly NamedOwner[],
  only: readonly string[] | undefined,
): readonly NamedOwner[] =>
  only === undefined
    ? named
    : [...named.filter(([name]) => only.includes(name)), ...named.filter(([name]) => !only.includes(name))]

/** Resolves an owner: a calendar that is not of type `event` to the users of its team. */
async function resolveOwner(
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
