import type { SandboxBlock, SandboxState } from '@block-slots/sandbox'
import { valueKey } from '@block-slots/sync/src/block.ts'
import type { OwnerConfig, SyncConfig } from '@block-slots/sync/src/options.ts'
import type { Rules } from '@block-slots/sync/src/rules.ts'
import type { Source } from '@block-slots/sync/src/source/source.ts'
import type { SourceItem } from '@block-slots/sync/src/wanted.ts'
import { mulberry32 } from '../random.ts'

/** Sub-accounts with one owner each: a calendar and a user in turn. Plain data, for other processes. */
export type World = {
  readonly seed: number
  readonly locations: number
  /** Blocks that the source wants for each owner. */
  readonly each: number
  /** Blocks of others for each owner. */
  readonly strangers: number
}

/** What the source wants: at first, after it has moved a third and removed a twelfth, or nothing. */
export type Round = 'first' | 'moved' | 'nothing'

const firstDay = '2027-03-01'
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const perDay = 4

const name = (kind: string, index: number): string =>
  `${kind}${String(index).padStart(20 - kind.length, '0')}`

const locationId = (location: number): string => name('Location', location)

/** The token of a sub-account. */
export const tokenOf = (location: string): string => `sandbox-token-of-${location}`

const ownerIds = (location: number): { readonly calendarId: string } | { readonly assignedUserId: string } =>
  location % 2 === 0 ? { calendarId: name('Calendar', location) } : { assignedUserId: name('User', location) }

/** Identifies blocks of one owner that look the same. */
export const keyOf = (block: SandboxBlock): string =>
  `${block.calendarId ?? block.assignedUserId} ${valueKey(block)}`

type Times = { readonly startTime: string; readonly endTime: string }

const hourFrom = (start: number): Times => ({
  startTime: new Date(start).toISOString(),
  endTime: new Date(start + hourMs).toISOString(),
})

/** Start of the first block of an owner. */
const startOf = ({ seed }: World, location: number): number =>
  Date.parse(`${firstDay}T06:00:00Z`) + Math.floor(mulberry32(seed + location)() * 12) * 300_000

/** An item as the source first has it. Blocks of a day are three hours apart, so that a moved one meets no other. */
function firstItem(world: World, location: number, index: number): SourceItem {
  const start = startOf(world, location) + Math.floor(index / perDay) * dayMs + (index % perDay) * 3 * hourMs
  const title = index % 5 === 0 ? 'Staff meeting & lunch' : 'Busy'
  return { item: `item-${index}`, title, ...hourFrom(start) }
}

/** An item after the change; `undefined` when it was removed. Some take the place of another one that has moved. */
function movedItem(world: World, location: number, index: number): SourceItem | undefined {
  const first = firstItem(world, location, index)
  if (index % 12 === 1) return undefined
  if (index % 3 === 0) return { ...first, ...hourFrom(Date.parse(first.startTime) + 1.5 * hourMs) }
  if (index % 12 === 5 && index + 1 < world.each)
    return { ...firstItem(world, location, index + 1), item: first.item }
  return first
}

/** The items of one owner. */
function itemsOf(world: World, location: number, round: Round): SourceItem[] {
  if (round === 'nothing') return []
  const itemAt = round === 'first' ? firstItem : movedItem
  return Array.from({ length: world.each }, (_, index) => itemAt(world, location, index)).filter(
    (item) => item !== undefined,
  )
}

/** Kinds of blocks of others, in turn: like an item but for its title or times, between items, or equal to one. */
const strangerKinds = [
  ({ startTime, endTime }: SourceItem) => ({ startTime, endTime, title: 'Dentist' }),
  ({ startTime, title }: SourceItem) => ({ title, ...hourFrom(Date.parse(startTime) + 60_000) }),
  ({ startTime, endTime, title }: SourceItem) => ({ startTime, endTime, title }),
  ({ startTime, title }: SourceItem) => ({ title, ...hourFrom(Date.parse(startTime) + 2 * hourMs) }),
] as const

/** Every seventh item has a block of another program beside it, so that each kind meets items that move, go and stay. */
function strangersOf(world: World, location: number, now: number): SandboxBlock[] {
  const date = new Date(now - dayMs).toISOString()
  return Array.from({ length: world.strangers }, (_, index) => {
    const like = strangerKinds[index % strangerKinds.length] ?? strangerKinds[0]
    return {
      id: name('Stranger', location * 1000 + index),
      locationId: locationId(location),
      ...ownerIds(location),
      ...like(firstItem(world, location, (index * 7) % world.each)),
      dateAdded: date,
      dateUpdated: date,
    }
  })
}

const all = ({ locations }: World): number[] => Array.from({ length: locations }, (_, index) => index)

/** Calendars, users, tokens and the blocks of others. */
export function stateOf(world: World, now: number): Partial<SandboxState> {
  const even = all(world).filter((location) => location % 2 === 0)
  const odd = all(world).filter((location) => location % 2 === 1)
  return {
    calendars: even.map((location) => ({
      id: name('Calendar', location),
      locationId: locationId(location),
      name: `Calendar ${location}`,
      calendarType: 'event',
      isActive: true,
    })),
    users: odd.map((location) => ({
      id: name('User', location),
      locationId: locationId(location),
      name: `User ${location}`,
    })),
    tokens: all(world).map((location) => ({
      name: `location-${location}`,
      value: tokenOf(locationId(location)),
      userType: 'Location',
      locationId: locationId(location),
      scopes: ['calendars/events.write', 'calendars/events.readonly', 'calendars.readonly', 'users.readonly'],
    })),
    blocks: all(world).flatMap((location) => strangersOf(world, location, now)),
    appointments: [],
  }
}

const ownerName = (location: number): string => `owner-${location}`

function ownerConfig(location: number): OwnerConfig {
  const owner = ownerIds(location)
  return 'calendarId' in owner
    ? { locationId: locationId(location), calendarId: owner.calendarId }
    : { locationId: locationId(location), userId: owner.assignedUserId }
}

const sourceOf = (world: World, round: Round): Source =>
  // oxlint-disable-next-line typescript/require-await -- A source is asynchronous; this one computes its items.
  async function* items(_, { owner }) {
    yield* itemsOf(world, Number(owner.slice(ownerName(0).length - 1)), round)
  }

/** The configuration that keeps the calendars of a world equal to its source. */
export const configOf = (world: World, round: Round, rules: Partial<Rules> = {}): SyncConfig => ({
  name: `world ${world.seed}`,
  timeZone: 'UTC',
  window: { from: firstDay, days: Math.ceil(world.each / perDay) + 2 },
  owners: Object.fromEntries(all(world).map((location) => [ownerName(location), ownerConfig(location)])),
  sources: { staff: { for: 'all', items: sourceOf(world, round) } },
  rules,
})

/** The blocks of all owners that have to be there, by `keyOf`. */
export function wantedKeys(world: World, round: Round): Set<string> {
  const keys = new Set<string>()
  for (const location of all(world))
    for (const { startTime, endTime, title } of itemsOf(world, location, round))
      keys.add(keyOf({ id: '', locationId: '', ...ownerIds(location), startTime, endTime, title }))
  return keys
}

/** The blocks of others. */
export const allStrangers = (world: World, now: number): SandboxBlock[] =>
  all(world).flatMap((location) => strangersOf(world, location, now))
