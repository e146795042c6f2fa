import { createSecrets, type Secrets } from '../audit/secrets.ts'
import { createEventIndex, type EventIndex, type EventQuery, isListed } from './event-index.ts'
import type {
  SandboxApp,
  SandboxAppointment,
  SandboxBlock,
  SandboxCalendar,
  SandboxCompany,
  SandboxEvent,
  SandboxGrant,
  SandboxLocation,
  SandboxState,
  SandboxToken,
  SandboxUser,
} from './state.ts'

/** The state of a running sandbox, by id; tokens and grants by value. */
export type Store = {
  readonly calendars: Map<string, SandboxCalendar>
  readonly users: Map<string, SandboxUser>
  readonly locations: Map<string, SandboxLocation>
  readonly blocks: Map<string, SandboxBlock>
  readonly appointments: Map<string, SandboxAppointment>
  /** The same events by owner and time, for lists. */
  readonly index: { readonly appointments: EventIndex; readonly blocks: EventIndex }
  readonly tokens: Map<string, SandboxToken>
  readonly apps: Map<string, SandboxApp>
  readonly grants: Map<string, SandboxGrant>
  readonly companies: Map<string, SandboxCompany>
  /** The former value of every changed event, for stale lists. */
  readonly history: HistoryEntry[]
  /** The values that must never be logged. */
  readonly secrets: Secrets
}

/** The value of an event before a change; `undefined` before its creation. */
type HistoryEntry = {
  readonly at: number
  readonly of: keyof Store['index']
  readonly id: string
  readonly before: SandboxEvent | undefined
}

/** A change of the state, as data: it can be inspected, logged, or committed later. */
export type Change =
  | {
      readonly change: 'created' | 'deleted' | 'updated'
      readonly of: 'block'
      readonly event: SandboxBlock
    }
  | { readonly change: 'deleted'; readonly of: 'appointment'; readonly event: SandboxAppointment }
  | {
      readonly change: 'issued'
      readonly of: 'token'
      readonly token: SandboxToken
      /** The grant that was exchanged, and its successor. */
      readonly rotation?: { readonly used: SandboxGrant; readonly next: SandboxGrant }
    }
  | { readonly change: 'revoked'; readonly of: 'token'; readonly family: string }

/**
 * Creates a store from a copy of a state.
 *
 * @param state The state.
 * @returns The store.
 */
export function createStore(state: SandboxState): Store {
  const { calendars, users, locations, blocks, appointments, tokens, apps, grants, companies } =
    structuredClone(state)
  const store: Store = {
    calendars: new Map(calendars.map((calendar) => [calendar.id, calendar])),
    users: new Map(users.map((user) => [user.id, user])),
    locations: new Map(locations.map((location) => [location.id, location])),
    blocks: new Map(),
    appointments: new Map(),
    index: { appointments: createEventIndex(), blocks: createEventIndex() },
    tokens: new Map(tokens.map((token) => [token.value, token])),
    apps: new Map(apps.map((app) => [app.clientId, app])),
    grants: new Map(grants.map((grant) => [grant.value, grant])),
    companies: new Map(companies.map((company) => [company.id, company])),
    history: [],
    secrets: createSecrets([
      ...[...tokens, ...grants].map(({ value }) => value),
      ...apps.map(({ clientSecret }) => clientSecret),
    ]),
  }
  for (const block of blocks) putBlock(store, block)
  for (const appointment of appointments) putAppointment(store, appointment)
  return store
}

/**
 * Commits a change. The only place where the state of a sandbox changes.
 *
 * @param store The state.
 * @param change The change.
 * @param at Epoch milliseconds.
 */
export function commit(store: Store, change: Change, at: number): void {
  if (change.of === 'token') {
    if (change.change === 'issued') issueToken(store, change, at)
    else revokeFamily(store, change.family)
    return
  }
  // A deleted event is kept: deleting it again is another error than deleting an unknown one.
  const deleted = change.change === 'deleted' ? { deleted: true } : {}
  const { id } = change.event
  if (change.of === 'block') {
    store.history.push({ at, of: 'blocks', id, before: store.blocks.get(id) })
    putBlock(store, { ...change.event, ...deleted })
  } else {
    store.history.push({ at, of: 'appointments', id, before: store.appointments.get(id) })
    putAppointment(store, { ...change.event, ...deleted })
  }
}

/**
 * Adapts a change to the state at the time of its late commit.
 *
 * @param store The state at that time.
 * @param change The change.
 * @param at Epoch milliseconds of that time.
 * @returns The change, or `undefined` when its event has been deleted meanwhile.
 */
export function rebase(store: Store, change: Change, at: number): Change | undefined {
  if (change.of === 'token') return change
  if (change.of === 'appointment') {
    return store.appointments.get(change.event.id)?.deleted === true ? undefined : change
  }
  const now = new Date(at).toISOString()
  const { event } = change
  if (change.change === 'created') {
    return { ...change, event: { ...event, dateAdded: now, dateUpdated: now } }
  }
  const existing = store.blocks.get(event.id)
  if (existing === undefined || existing.deleted === true) return undefined
  return { ...change, event: { ...event, dateUpdated: now } }
}

/**
 * Lists events as they were at a time.
 *
 * @param store The state.
 * @param of The type of event.
 * @param query The events to list.
 * @param asOf Epoch milliseconds; now when missing.
 * @returns The events, in the order of their creation.
 */
export function findEvents(
  store: Store,
  of: keyof Store['index'],
  query: EventQuery,
  asOf?: number,
): readonly SandboxEvent[] {
  const index = store.index[of]
  const current = index.find(query)
  if (asOf === undefined) return current
  /** The events that changed since then, as they were. */
  const former = new Map<string, SandboxEvent | undefined>()
  for (let position = store.history.length - 1; position >= 0; position -= 1) {
    const entry = store.history[position]
    if (entry === undefined || entry.at <= asOf) break
    if (entry.of === of) former.set(entry.id, entry.before)
  }
  const changed = [...former.values()].filter((event) => event !== undefined)
  const listed = [
    ...current.filter(({ id }) => !former.has(id)),
    ...changed.filter((event) => isListed(event, query)),
  ]
  listed.sort((one, other) => (index.orderOf(one.id) ?? 0) - (index.orderOf(other.id) ?? 0))
  return listed
}

function putBlock({ blocks, index }: Store, block: SandboxBlock): void {
  blocks.set(block.id, block)
  index.blocks.put(block)
}

function putAppointment({ appointments, index }: Store, appointment: SandboxAppointment): void {
  appointments.set(appointment.id, appointment)
  index.appointments.put(appointment)
}

function issueToken(store: Store, { token, rotation }: Change & { change: 'issued' }, at: number): void {
  store.tokens.set(token.value, token)
  store.secrets.add(token.value)
  if (rotation === undefined) return
  const { used, next } = rotation
  store.grants.set(used.value, { ...used, used: true, usedAt: at, successor: next.value })
  store.grants.set(next.value, next)
  store.secrets.add(next.value)
}

function revokeFamily({ tokens, grants }: Store, family: string): void {
  for (const [value, token] of tokens) {
    if (token.family === family) tokens.set(value, { ...token, revoked: true })
  }
  for (const [value, grant] of grants) {
    if (grant.family === family) grants.set(value, { ...grant, used: true })
  }
}
