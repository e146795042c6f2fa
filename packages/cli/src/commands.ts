import {
  createBlockSlotsClient,
  type BlockSlotsClient,
  type ClientEvent,
  type WaitEvent,
} from '@block-slots/client'
import { toOffsetDateTime } from '@block-slots/helpers'
import { usageError, whichOwner } from './failure.ts'
import type { Io } from './io.ts'
import { describeSlot } from './print.ts'
import { chooseRange, chooseTimes, type TimeFlags } from './times.ts'

type SharedFlags = {
  readonly location?: string
  readonly baseUrl?: string
  readonly json?: true
  readonly verbose?: true
}
type OwnerFlags = { readonly calendar?: string; readonly user?: string; readonly group?: string }
type BlockFlags = SharedFlags & OwnerFlags & TimeFlags & { readonly title: string }
type ListFlags = SharedFlags & OwnerFlags & Partial<TimeFlags>

/** `block-slots create`: blocks time and prints the block. */
export async function create(flags: BlockFlags, io: Io): Promise<void> {
  const { note, ...times } = chooseTimes(flags)
  const block = { ...ownerOf(flags), locationId: locationOf(flags, io), title: flags.title, ...times }
  const created = await connect(flags, io).create(block, { signal: io.signal })
  if (note !== undefined) io.err(`Note: ${note}\n`)
  print(flags, io, created, () => `Blocked ${describeSlot(created, flags.zone ?? io.zone, io.zone)}`)
}

/** `block-slots update`: replaces a block and prints the new one. */
export async function update(id: string, flags: BlockFlags, io: Io): Promise<void> {
  const { note, ...times } = chooseTimes(flags)
  const { location = io.env.HIGHLEVEL_LOCATION_ID } = flags
  const block = {
    ...ownerOf(flags),
    ...(location ? { locationId: location } : {}),
    title: flags.title,
    ...times,
  }
  const changed = await connect(flags, io).update(id, block, { signal: io.signal })
  if (note !== undefined) io.err(`Note: ${note}\n`)
  print(flags, io, changed, () => `Changed ${describeSlot(changed, flags.zone ?? io.zone, io.zone)}`)
}

/** `block-slots list`: prints the blocks in order of time. */
export async function list(flags: ListFlags, io: Io): Promise<void> {
  const { calendar, user, group, zone = io.zone } = flags
  const owners = [
    calendar !== undefined && { calendarId: calendar },
    user !== undefined && { userId: user },
    group !== undefined && { groupId: group },
  ].filter((owner) => owner !== false)
  const [owner] = owners
  if (owner === undefined || owners.length > 1) {
    throw usageError(
      'Give exactly one of --calendar, --user and --group. Blocks of a user are listed only by --user.',
    )
  }
  const range = chooseRange(flags, io.now())
  const query = { ...owner, locationId: locationOf(flags, io), ...range }
  const slots = await connect(flags, io).list(query, { signal: io.signal })
  slots.sort((one, other) => Date.parse(one.startTime) - Date.parse(other.startTime))
  print(flags, io, slots, () => {
    if (slots.length > 0) return slots.map((slot) => describeSlot(slot, zone, io.zone)).join('')
    const [start, end] = [range.startTime, range.endTime].map((time) =>
      toOffsetDateTime(time, { timeZone: zone }),
    )
    return `Nothing is blocked from ${start} to ${end}.\n`
  })
}

/** `block-slots delete`: deletes a block. */
export async function remove(id: string, flags: SharedFlags, io: Io): Promise<void> {
  const deleted = await connect(flags, io).delete(id, { signal: io.signal })
  print(flags, io, deleted, () =>
    deleted.alreadyDeleted ? `${id} was already deleted.\n` : `Deleted ${id}.\n`,
  )
}

/** Prints a result, as JSON or in words. */
function print(
  { json, verbose }: SharedFlags,
  { out, err }: Io,
  result: unknown,
  describe: () => string,
): void {
  if (verbose) err(`< ${JSON.stringify(result)}\n`)
  out(json ? `${JSON.stringify(result, null, 2)}\n` : describe())
}

function ownerOf({ calendar, user }: OwnerFlags): { calendarId: string } | { assignedUserId: string } {
  if (calendar !== undefined && user === undefined) return { calendarId: calendar }
  if (user !== undefined && calendar === undefined) return { assignedUserId: user }
  throw usageError(`Give either --calendar or --user, and not both. ${whichOwner}`)
}

function locationOf({ location }: SharedFlags, { env }: Io): string {
  const id = location ?? env.HIGHLEVEL_LOCATION_ID
  if (id) return id
  throw usageError('No sub-account is given. Set HIGHLEVEL_LOCATION_ID to its id, or add --location.')
}

function connect({ baseUrl, verbose }: SharedFlags, io: Io): BlockSlotsClient {
  const { HIGHLEVEL_TOKEN: token, HIGHLEVEL_BASE_URL: address } = io.env
  if (!token) {
    throw usageError(
      'No token is given. Set HIGHLEVEL_TOKEN to a Private Integration Token of the sub-account (in its settings, under ' +
        '"Private Integrations"), with the scopes "Edit Calendar Events" and "View Calendar Events".',
    )
  }
  return createBlockSlotsClient({
    token: token.trim(),
    baseUrl: baseUrl ?? (address || undefined),
    fetch: verbose ? loggingFetch(io) : io.fetch,
    clock: io.clock,
    onEvent: (event) => io.err(describeWait(event)),
  })
}

const formatWait = (waitMs: number, reason: string): string =>
  waitMs < 1000 ? '' : `Waiting ${Math.ceil(waitMs / 1000)} s: ${reason}.\n`

/** Describes a wait of at least a second; shorter ones go unnoticed. */
function describeWait(event: ClientEvent): string {
  if (event.type === 'wait') return formatWait(event.waitMs, reasons[event.reason])
  if (event.type !== 'limit' || event.until === undefined) return ''
  return formatWait(event.until - event.at, 'the rate limit is used up')
}

const reasons: Readonly<Record<WaitEvent['reason'], string>> = {
  backoff: 'the request failed and will be retried',
  'retry-after': 'the service asked for it',
  token: 'the token was rejected and will be tried again',
  reconcile: 'the response was lost, and the block may still appear',
}

/** A fetch that logs requests and responses. Headers are named one by one, so that the token is never logged. */
function loggingFetch({ fetch, err }: Io): Io['fetch'] {
  return async (request) => {
    const body = await request.clone().text()
    const version = request.headers.get('Version')
    err(`> ${request.method} ${request.url}\n> Authorization: Bearer [secret]\n> Version: ${version}\n`)
    if (body !== '') err(`> ${body}\n`)
    const response = await fetch(request)
    err(`< ${response.status} ${response.statusText}\n`)
    return response
  }
}
