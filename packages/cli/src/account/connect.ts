import {
  createBlockSlotsClient,
  type BlockSlotsClient,
  type ClientEvent,
  type ClientOptions,
  type WaitEvent,
} from '@block-slots/client'
import { UsageError } from '../failure.ts'
import type { Io } from '../io.ts'
import type { Session } from '../session.ts'

/** The options of every command. */
export type SharedFlags = {
  readonly location?: string
  readonly baseUrl?: string
  readonly json?: true
  readonly verbose?: true
}

/** Creates the client of a command. */
export function connect(flags: SharedFlags, session: Session): BlockSlotsClient {
  const { HIGHLEVEL_TOKEN: token } = session.env
  if (!token) {
    throw new UsageError(
      'No token is given. Set HIGHLEVEL_TOKEN to a Private Integration Token of the sub-account (in its settings, under ' +
        '"Private Integrations"), with the scopes "Edit Calendar Events", "View Calendar Events" and "View Calendars".',
    )
  }
  return createBlockSlotsClient({
    ...connectionOf(flags, session),
    token: token.trim(),
    onEvent: (event) => void session.note(...describeWait(event)),
  })
}

/** The options of a client that say where the service is and how it is reached. */
export const connectionOf = (
  { baseUrl, verbose }: Pick<SharedFlags, 'baseUrl' | 'verbose'>,
  session: Session,
): Pick<ClientOptions, 'baseUrl' | 'clock'> & Pick<Io, 'fetch'> => ({
  baseUrl: baseUrl ?? (session.env.HIGHLEVEL_BASE_URL || undefined),
  fetch: verbose ? loggingFetch(session) : session.fetch,
  clock: session.clock,
})

/** The sub-account of a command. */
export function locationOf({ location }: SharedFlags, { env }: Session): string {
  const id = location ?? env.HIGHLEVEL_LOCATION_ID
  if (id) return id
  throw new UsageError('No sub-account is given. Set HIGHLEVEL_LOCATION_ID to its id, or add --location.')
}

const formatWait = (waitMs: number, reason: string): string[] =>
  waitMs < 1000 ? [] : [`Waiting ${Math.ceil(waitMs / 1000)} s: ${reason}.`]

/** Describes a wait of at least a second; shorter ones go unnoticed. */
export function describeWait(event: ClientEvent): string[] {
  if (event.type === 'wait') return formatWait(event.waitMs, reasons[event.reason])
  if (event.type !== 'limit' || event.until === undefined) return []
  return formatWait(event.until - event.at, 'the rate limit is used up')
}

const reasons: Readonly<Record<WaitEvent['reason'], string>> = {
  backoff: 'the request failed and will be retried',
  'retry-after': 'the service asked for it',
  token: 'the token was rejected and will be tried again',
  reconcile: 'the response was lost, and the block may still appear',
}

/** A fetch that logs requests and responses. Headers are named one by one, so that the token is never logged. */
function loggingFetch({ fetch, note }: Session): Io['fetch'] {
  return async (request) => {
    const body = await request.clone().text()
    const version = request.headers.get('Version')
    void note(
      `> ${request.method} ${request.url}`,
      '> Authorization: Bearer [secret]',
      `> Version: ${version}`,
      ...(body === '' ? [] : [`> ${body}`]),
    )
    const response = await fetch(request)
    void note(`< ${response.status} ${response.statusText}`)
    return response
  }
}
