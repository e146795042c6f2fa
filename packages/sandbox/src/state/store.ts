import { openSecrets, type Secrets } from '../audit/secrets.ts'
import type {
  SandboxApp,
  SandboxAppointment,
  SandboxBlock,
  SandboxCalendar,
  SandboxCompany,
  SandboxEvent,
  SandboxGrant,
  SandboxState,
  SandboxToken,
  SandboxUser,
} from './state.ts'

/** The state of a running sandbox, by id. Tokens and grants are found by their value. */
export type Store = {
  calendars: Map<string, SandboxCalendar>
  users: Map<string, SandboxUser>
  blocks: Map<string, SandboxBlock>
  /** The same blocks by their location, so that a list costs what its location holds. */
  blocksOf: Map<string, Map<string, SandboxBlock>>
  appointments: Map<string, SandboxAppointment>
  tokens: Map<string, SandboxToken>
  apps: Map<string, SandboxApp>
  grants: Map<string, SandboxGrant>
  companies: Map<string, SandboxCompany>
  /** What every event was before each change, for lists that lag behind. */
  past: Past[]
  /** Everything that must never be written down. */
  secrets: Secrets
}

/** What an event was before a change; nothing before its creation. */
type Past = { at: number; id: string; before: SandboxEvent | undefined }

/** What a request does to the state, as data: it can be looked at, written down, or carried out later. */
export type Change =
  | { change: 'created' | 'deleted' | 'updated'; of: 'block'; event: SandboxBlock }
  | { change: 'deleted'; of: 'appointment'; event: SandboxAppointment }
  | {
      change: 'issued'
      of: 'token'
      token: SandboxToken
      /** The grant it was issued for, and its successor. */
      turn?: { spent: SandboxGrant; next: SandboxGrant }
    }
  | { change: 'revoked'; of: 'token'; family: string }

/**
 * Makes a store of a state. The state is copied, so that changing one does not change the other.
 *
 * @param state The state to begin with.
 * @returns The store.
 */
export function openStore(state: SandboxState): Store {
  const { calendars, users, blocks, appointments, tokens, apps, grants, companies } = structuredClone(state)
  const store = {
    calendars: new Map(calendars.map((calendar) => [calendar.id, calendar])),
    users: new Map(users.map((user) => [user.id, user])),
    blocks: new Map<string, SandboxBlock>(),
    blocksOf: new Map<string, Map<string, SandboxBlock>>(),
    appointments: new Map(appointments.map((appointment) => [appointment.id, appointment])),
    tokens: new Map(tokens.map((token) => [token.value, token])),
    apps: new Map(apps.map((app) => [app.clientId, app])),
    grants: new Map(grants.map((grant) => [grant.value, grant])),
    companies: new Map(companies.map((company) => [company.id, company])),
    past: [],
    secrets: openSecrets([
      ...[...tokens, ...grants].map(({ value }) => value),
      ...apps.map(({ clientSecret }) => clientSecret),
    ]),
  }
  for (const block of blocks) keepBlock(store, block)
  return store
}

/**
 * Carries a change out. The only place where the state of a sandbox changes.
 *
 * @param store The state.
 * @param change What to do to it.
 * @param at Epoch milliseconds.
 */
export function commit(store: Store, change: Change, at: number): void {
  if (change.of === 'token') {
    if (change.change === 'issued') issue(store, change, at)
    else revoke(store, change.family)
    return
  }
  // A deleted row stays: a second delete is answered differently from a delete of what never was.
  const deleted = change.change === 'deleted' ? { deleted: true } : {}
  const { id } = change.event
  if (change.of === 'block') {
    store.past.push({ at, id, before: store.blocks.get(id) })
    keepBlock(store, { ...change.event, ...deleted })
  } else {
    store.past.push({ at, id, before: store.appointments.get(id) })
    store.appointments.set(id, { ...change.event, ...deleted })
  }
}

/**
 * What a change has become by the time it is carried out late.
 *
 * @param store The state by then.
 * @param change What was decided.
 * @param at Epoch milliseconds of that time.
 * @returns The change, `undefined` when the event it is about has been deleted meanwhile.
 */
export function postpone(store: Store, change: Change, at: number): Change | undefined {
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
 * The events of one location as they were at a time.
 *
 * @param store The state.
 * @param of Which events.
 * @param locationId The location.
 * @param asOf Epoch milliseconds; now when missing.
 * @returns The events, in the order of their creation.
 */
export function eventsOf(
  store: Store,
  of: 'appointments' | 'blocks',
  locationId: string,
  asOf?: number,
): Iterable<SandboxEvent> {
  const rows: Map<string, SandboxEvent> =
    of === 'appointments' ? store.appointments : (store.blocksOf.get(locationId) ?? new Map())
  if (asOf === undefined) return rows.values()
  const then = new Map<string, SandboxEvent | undefined>(rows)
  for (let index = store.past.length - 1; index >= 0; index -= 1) {
    const past = store.past[index]
    if (past === undefined || past.at <= asOf) break
    if (then.has(past.id)) then.set(past.id, past.before)
  }
  return [...then.values()].filter((event) => event !== undefined)
}

function keepBlock(store: Pick<Store, 'blocks' | 'blocksOf'>, block: SandboxBlock): void {
  const { id, locationId } = block
  store.blocks.set(id, block)
  const here = store.blocksOf.get(locationId)
  if (here === undefined) store.blocksOf.set(locationId, new Map([[id, block]]))
  else here.set(id, block)
}

function issue(store: Store, { token, turn }: Change & { change: 'issued' }, at: number): void {
  store.tokens.set(token.value, token)
  store.secrets.add(token.value)
  if (turn === undefined) return
  const { spent, next } = turn
  store.grants.set(spent.value, { ...spent, used: true, usedAt: at, successor: next.value })
  store.grants.set(next.value, next)
  store.secrets.add(next.value)
}

function revoke({ tokens, grants }: Store, family: string): void {
  for (const token of tokens.values()) if (token.family === family) token.revoked = true
  for (const grant of grants.values()) if (grant.family === family) grant.used = true
}
