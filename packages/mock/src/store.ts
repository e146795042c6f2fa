import type {
  SandboxApp,
  SandboxAppointment,
  SandboxBlock,
  SandboxCalendar,
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
  appointments: Map<string, SandboxAppointment>
  tokens: Map<string, SandboxToken>
  apps: Map<string, SandboxApp>
  grants: Map<string, SandboxGrant>
}

/** What a request does to the state, as data: it can be looked at, written down, or carried out later. */
export type Change =
  | { change: 'created' | 'deleted' | 'updated'; of: 'block'; event: SandboxBlock }
  | { change: 'deleted'; of: 'appointment'; event: SandboxAppointment }
  | { change: 'issued'; of: 'token'; spent: SandboxGrant; next: SandboxGrant; token: SandboxToken }

/**
 * Makes a store of a state. The state is copied, so that changing one does not change the other.
 *
 * @param state The state to begin with.
 * @returns The store.
 */
export function openStore(state: SandboxState): Store {
  const { calendars, users, blocks, appointments, tokens, apps, grants } = structuredClone(state)
  return {
    calendars: new Map(calendars.map((calendar) => [calendar.id, calendar])),
    users: new Map(users.map((user) => [user.id, user])),
    blocks: new Map(blocks.map((block) => [block.id, block])),
    appointments: new Map(appointments.map((appointment) => [appointment.id, appointment])),
    tokens: new Map(tokens.map((token) => [token.value, token])),
    apps: new Map(apps.map((app) => [app.clientId, app])),
    grants: new Map(grants.map((grant) => [grant.value, grant])),
  }
}

/**
 * Carries a change out. The only place where the state of a sandbox changes.
 *
 * @param store The state.
 * @param change What to do to it.
 */
export function commit(store: Store, change: Change): void {
  if (change.of === 'token') {
    store.tokens.set(change.token.value, change.token)
    store.grants.set(change.spent.value, { ...change.spent, used: true })
    store.grants.set(change.next.value, change.next)
    return
  }
  // A deleted row stays: a second delete is answered differently from a delete of what never was.
  const deleted = change.change === 'deleted' ? { deleted: true } : {}
  if (change.of === 'block') store.blocks.set(change.event.id, { ...change.event, ...deleted })
  else store.appointments.set(change.event.id, { ...change.event, ...deleted })
}

/**
 * Everything in a state that must never be written down.
 *
 * @param store The state.
 * @returns The values of all tokens, grants and client secrets.
 */
export function secretsOf(store: Store): string[] {
  return [
    ...store.tokens.keys(),
    ...store.grants.keys(),
    ...[...store.apps.values()].map(({ clientSecret }) => clientSecret),
  ]
}
