import { blockOwnersOf, type BlockSlotsClient } from '@block-slots/client'
import type { NamedItem } from '../diff/wanted.ts'
import { describeError } from '../error.ts'
import type { OwnerConfig, SyncConfig } from '../options.ts'
import { ownerKey, type Owner } from '../owner.ts'
import type { Stop } from '../plan.ts'
import type { SyncCall } from './context.ts'
import type { SourceReader } from './sources.ts'

/** Whose time is blocked, and with what. */
export type Target = {
  readonly owner: Owner
  readonly key: string
  /** Name in the configuration; that of a team member names the calendar. */
  readonly name: string
  readonly timeZone: string
  readonly items: NamedItem[]
  /** Reasons whose items could not be read. */
  readonly unreadable: Set<string>
  /** Calendars of a team whose members are blocked together or not at all: the keys of all of them. */
  readonly groups: (readonly string[])[]
  stop?: Stop
}

type NamedOwner = readonly [name: string, owner: OwnerConfig]

/** The owners of a configuration by their location, of all or of certain names. */
export function ownersByLocation(
  { owners }: Pick<SyncConfig, 'owners'>,
  only?: readonly string[],
): Map<string, NamedOwner[]> {
  const byLocation = new Map<string, NamedOwner[]>()
  for (const named of Object.entries(owners)) {
    const [name, { locationId }] = named
    if (only !== undefined && !only.includes(name)) continue
    const others = byLocation.get(locationId)
    if (others === undefined) byLocation.set(locationId, [named])
    else others.push(named)
  }
  return byLocation
}

/**
 * Finds whose time is to be blocked in a location, and with what. Owners that are the same user, directly or as members of a
 * team, are one target, which is stopped with any of them.
 */
export async function findTargets(
  call: SyncCall,
  client: BlockSlotsClient,
  { named, readItems }: { readonly named: readonly NamedOwner[]; readonly readItems: SourceReader },
): Promise<Target[]> {
  const targets = new Map<string, Target>()
  for (const [name, config] of named) {
    const { timeZone = call.config.timeZone } = config
    // oxlint-disable-next-line no-await-in-loop -- In order, so that plans are alike.
    const { owners, stop: unresolved } = await resolveOwners(call, client, config)
    // oxlint-disable-next-line no-await-in-loop -- In order.
    const { items, unreadable, stop: unread } = await readItems(call, name, timeZone)
    const stop = unresolved ?? unread
    const keys = owners.map(ownerKey)
    for (const [index, owner] of owners.entries()) {
      const key = keys[index] ?? ''
      const member = owners.length > 1 ? `${name} (${owner.userId ?? ''})` : name
      const target = targets.get(key) ?? {
        owner,
        key,
        name: member,
        timeZone,
        items: [],
        unreadable: new Set(),
        groups: [],
      }
      targets.set(key, target)
      target.items.push(...items)
      for (const reason of unreadable) target.unreadable.add(reason)
      if (keys.length > 1) target.groups.push(keys)
      if (stop !== undefined) target.stop ??= stop
    }
  }
  return [...targets.values()]
}

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
      stop: { reason: 'unreadable', message: describeError(error) },
    }
  }
}
