import { dirname } from 'node:path'
import type { ClientOptions } from '@block-slots/client'
import {
  createSync,
  type Store,
  type Sync,
  type SyncConfig,
  type SyncEvent,
  type SyncOptions,
} from '@block-slots/sync'
import { loadConfig } from '@block-slots/sync/config'
import { sqliteStore } from '@block-slots/sync/sqlite'
import { connectionOf, describeWait, endOfWait, environmentOf, type SharedFlags } from '../account/connect.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../error.ts'
import type { Io } from '../io.ts'
import { quoteArgument } from '../text/quote.ts'
import { describeNames } from './stop.ts'

/** The options of every command that keeps calendars equal to sources. */
export type SyncFlags = SharedFlags & {
  readonly config?: string
  /** Names of owners. */
  readonly only?: readonly string[]
}

/** What is opened for a command: a configuration, and where its state is. */
export type SyncSetup = Pick<SyncOptions, 'config' | 'clientOf'> & {
  readonly statePath: string
  /** True for what `import` and `holidays` plan, without a configuration. */
  readonly isImported?: boolean
}

/** A configuration and its open state, which a command works with. */
export type SyncSession = {
  readonly sync: Sync
  readonly store: Store
  /** The folder of the state, where reports are written. */
  readonly folder: string
  /** The days that are kept equal, in words. */
  readonly days: string
  /** The options that name the same configuration again. */
  readonly suffix: string
  /** True for what `import` and `holidays` plan. */
  readonly isImported: boolean
  /** Names of owners, as the configuration has them. */
  readonly only: readonly string[] | undefined
  /** The time zone of an owner, by its name. */
  readonly zoneOf: (owner: string) => string
  /** The options of every call. */
  readonly call: { readonly signal: AbortSignal; readonly onEvent: (event: SyncEvent) => void }
}

/** The work of a command. */
export type Work = (syncSession: SyncSession) => Promise<void>

/** Reads the configuration, opens its state, and closes it after the work. */
export async function withSync(flags: SyncFlags, session: Session, work: Work): Promise<void> {
  const setup = await load(flags, session)
  const only = findOnly(flags, Object.keys(setup.config.owners))
  await withSetup(setup, { ...flags, ...(only && { only }) }, session, work)
}

/** Opens a state, and closes it after the work. */
export async function withSetup(
  { config, clientOf, statePath, isImported = false }: SyncSetup,
  flags: SyncFlags,
  session: Session,
  work: Work,
): Promise<void> {
  const store = sqliteStore(statePath)
  try {
    await work({
      sync: createSync({ config, clientOf, store, clock: session.clock }),
      store,
      folder: dirname(statePath),
      days: daysOf(config),
      suffix: suffixOf(flags),
      isImported,
      only: flags.only,
      zoneOf: (owner) => config.owners[owner]?.timeZone ?? config.timeZone,
      call: {
        signal: session.signal,
        // With JSON lines they are among the events.
        onEvent: (event) => void session.note(...(flags.json ? [] : describeEvent(event))),
      },
    })
  } finally {
    await store.close()
  }
}

type ClientConnection = Pick<ClientOptions, 'baseUrl' | 'clock' | 'fetch' | 'onEvent'>

/** The options of every client. Records in `progress` that a calendar may have been changed. */
export async function clientOptionsOf(flags: SharedFlags, session: Session): Promise<ClientConnection> {
  const { progress, note, status } = session
  const connection = await connectionOf(flags, session)
  return {
    ...connection,
    fetch: trackWrites(connection.fetch, progress),
    // A plan of many owners waits often: that is shown where the next line replaces it.
    onEvent: (event) => {
      const lines = describeWait(event)
      const until = endOfWait(event)
      if (until !== undefined && progress.onWait && !flags.verbose)
        return progress.onWait(until, event.type === 'limit' ? 'the rate limit' : 'the service')
      void (flags.verbose ? note(...lines) : Promise.all(lines.map(status)))
    },
  }
}

const daysOf = ({ window: { days, from = 'today' } }: SyncConfig): string =>
  `${days} ${days === 1 ? 'day' : 'days'} from ${from}`

/** The options that a command needs again to mean the same configuration and the same account. */
const suffixOf = (flags: SyncFlags): string =>
  (['config', 'profile', 'baseUrl'] as const)
    .flatMap((name) => {
      const value = flags[name]
      return value === undefined
        ? []
        : [` --${name === 'baseUrl' ? 'base-url' : name} ${quoteArgument(value)}`]
    })
    .join('')

/** Finds the owners that are named, however their letters are written. A name that no owner has would be ignored without a word. */
function findOnly({ only }: SyncFlags, names: readonly string[]): readonly string[] | undefined {
  const find = (given: string): string | undefined =>
    names.find((name) => name === given) ?? names.find((name) => name.toLowerCase() === given.toLowerCase())
  const unknown = only?.find((given) => find(given) === undefined)
  if (unknown === undefined) return only?.flatMap((given) => find(given) ?? [])
  const owners = describeNames(names.map((name) => ({ name })))
  throw new UsageError(
    `Expected --only to name owners of the configuration and got "${unknown}". Owners are ${owners}.`,
  )
}

async function load(flags: SyncFlags, session: Session): Promise<SyncSetup> {
  const { progress, note } = session
  const loaded = await loadConfig({
    path: flags.config,
    env: await environmentOf(flags, session),
    clientOptions: await clientOptionsOf(flags, session),
  })
  progress.secrets = [...new Set([...(progress.secrets ?? []), ...loaded.secrets()])]
  for (const warning of loaded.warnings) void note(`Note: ${warning}`)
  return loaded
}

/** Records that a calendar may have been changed, however the run ends: before the request is sent. */
const trackWrites =
  (fetch: Io['fetch'], progress: Io['progress']): Io['fetch'] =>
  (request) => {
    if (request.method !== 'GET' && new URL(request.url).pathname.startsWith('/calendars/')) {
      progress.applied = 'unknown'
    }
    return fetch(request)
  }

function describeEvent(event: SyncEvent): string[] {
  if (event.type === 'warning') return [`Note: source "${event.source}": ${event.message}`]
  if (event.type !== 'wait' || event.why !== 'interrupted') return []
  const seconds = Math.ceil((event.until - event.at) / 1000)
  return [`Waiting ${seconds} s: blocks that an interrupted run has sent may still appear.`]
}
