import {
  createBlockSlotsClient,
  isBlockSlotsError,
  type BlockSlotsClient,
  type ClientEvent,
  type ClientOptions,
  type WaitEvent,
} from '@block-slots/client'
import { TokenError, UsageError } from '../error.ts'
import type { Io } from '../io.ts'
import type { Session } from '../session.ts'
import { type AccountFlags, resolveAccount } from './account.ts'

/** The address of the service. */
export const serviceAddress = 'https://services.leadconnectorhq.com'

/** The options of every command. */
export type SharedFlags = AccountFlags & { readonly json?: true; readonly verbose?: true }

/** Creates the client of a command, with the token of its account. */
export async function connect(flags: SharedFlags, session: Session): Promise<BlockSlotsClient> {
  const account = await resolveAccount(flags, session)
  const token = await account.readToken()
  const { fetch, ...connection } = await connectionOf(flags, session)
  const options: ClientOptions = {
    ...connection,
    // Over the platform's own, a client makes no request objects, which take as long to load as all of it.
    fetch: fetch === globalThis.fetch ? undefined : fetch,
    token,
    onEvent: (event) => void session.note(...describeWait(event)),
  }
  try {
    return createBlockSlotsClient(options)
  } catch (error) {
    if (!isBlockSlotsError(error, 'invalid-input')) throw error
    throw new TokenError(`${account.tokenOrigin}: ${error.message.replace(/^configure: /, '')}`)
  }
}

/** The options of a client that say where the service is and how it is reached. */
export async function connectionOf(
  flags: SharedFlags,
  session: Session,
): Promise<Pick<ClientOptions, 'baseUrl' | 'clock'> & Pick<Io, 'fetch'>> {
  const { baseUrl } = await resolveAccount(flags, session)
  return {
    baseUrl: baseUrl?.value,
    fetch: flags.verbose ? loggingFetch(session) : session.fetch,
    clock: session.clock,
  }
}

/** An id: it is a part of addresses, and of paths of states. */
const idForm = /^(?!\.\.?$)[^\s/\\\p{Cc}]{1,1024}$/u

/** The sub-account of a command. */
export async function locationOf(flags: SharedFlags, session: Session): Promise<string> {
  const { location } = await resolveAccount(flags, session)
  if (location !== undefined) {
    const { value, origin } = location
    if (idForm.test(value)) return value
    throw new UsageError(
      `Expected ${origin} to be the id of a sub-account and got "${value}". It has about 20 letters and digits.`,
    )
  }
  throw new UsageError(
    'No sub-account is given. Set HIGHLEVEL_LOCATION_ID to its id, add --location, or name a profile with --profile.',
  )
}

/** The environment of a configuration, in which `HIGHLEVEL_TOKEN`, the default of its `token`, is the token of the account. */
export async function environmentOf(flags: SharedFlags, session: Session): Promise<Io['env']> {
  const { tokenOrigin = 'HIGHLEVEL_TOKEN', readToken } = await resolveAccount(flags, session)
  return tokenOrigin === 'HIGHLEVEL_TOKEN'
    ? session.env
    : { ...session.env, HIGHLEVEL_TOKEN: await readToken() }
}

const formatWait = (waitMs: number, reason: string): string[] =>
  waitMs < 1000 ? [] : [`Waiting ${Math.ceil(waitMs / 1000)} s: ${reason}.`]

/** The time until which requests wait. */
export const endOfWait = (event: ClientEvent): number | undefined =>
  event.type === 'wait' ? event.at + event.waitMs : event.type === 'limit' ? event.until : undefined

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
