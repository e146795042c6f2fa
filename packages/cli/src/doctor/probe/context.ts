import type { BlockedSlot } from '@block-slots/client'
import { toOffsetDateTime } from '@block-slots/helpers'
import { impossibleId } from '../requests.ts'
import type { Call, Reply, Sent, Service } from '../service.ts'
import type { Site } from './site.ts'

/** The times of one block of the probe. */
export type Slot = {
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
  readonly startTime: string
  readonly endTime: string
}

/** A block that the probe has created. */
export type ProbeBlock = { readonly id: string; readonly slot: Slot }

/** What a measurement works with. */
export type Context = {
  readonly service: Service
  readonly site: Site
  readonly signal: AbortSignal
  /** How many samples are taken of what varies. */
  readonly samples: number
  /** How many blocks a long list has. */
  readonly count: number
  /** Takes the next times of the night, each once. */
  readonly takeSlot: () => Slot
  /** The blocks that may be there, by id. */
  readonly created: Map<string, Slot>
  /** The times of requests that were cut, whose blocks may be there. */
  readonly cut: Set<Slot>
}

/** The length of a block. */
export const slotMs = 60_000

/** Creates the context of a probe. Nothing is sent. */
export function createContext(
  given: Pick<Context, 'service' | 'site' | 'signal' | 'samples' | 'count'>,
): Context {
  const { site } = given
  let next = site.from
  return {
    ...given,
    created: new Map(),
    cut: new Set(),
    takeSlot() {
      const [from, to] = [next, next + slotMs]
      next = to
      return slotOf(from, to, site)
    },
  }
}

/** The times from one instant to another, as they are written in the zone of the probe. */
function slotOf(from: number, to: number, { timeZone }: Pick<Site, 'timeZone'>): Slot {
  const [startTime, endTime] = [toOffsetDateTime(from, { timeZone }), toOffsetDateTime(to, { timeZone })]
  return { from, to, startTime, endTime }
}

type NewBlock = Pick<Slot, 'startTime' | 'endTime'> & {
  readonly title: string
  readonly headers?: Readonly<Record<string, string>>
}

const createCall =
  ({ service: { locationId }, site }: Context, { headers = {}, ...block }: NewBlock): Call =>
  (api, wire) =>
    api.POST('/calendars/events/block-slots', {
      body: { locationId, assignedUserId: site.userId, ...block },
      headers,
      ...wire,
    })

/** Sends a request that creates a block, whatever its response is. */
export async function sendCreate(context: Context, slot: Slot, block: NewBlock): Promise<Reply> {
  const { service, signal, cut } = context
  cut.add(slot)
  const reply = await service.send(createCall(context, block), signal)
  recordReply(context, slot, reply)
  return reply
}

/** Records the id of a block. Until it is known, and unless nothing was created, a block is found by its times. */
function recordReply({ created, cut }: Context, slot: Slot, { status, body }: Reply): void {
  const id = idOf(body)
  if (status < 300 && id !== undefined) created.set(id, slot)
  else if (status < 400 || status >= 500) return
  cut.delete(slot)
}

/** Creates a block with the title of the probe. */
export async function createBlock(
  context: Context,
  slot: Slot,
  block: Partial<NewBlock> = {},
): Promise<ProbeBlock & { readonly reply: Reply }> {
  const { startTime, endTime } = slot
  const reply = await sendCreate(context, slot, { title: context.site.title, startTime, endTime, ...block })
  const id = idOf(reply.body)
  if (reply.status >= 300 || id === undefined)
    throw new Error(`expected a new block and got ${describeReply(reply)}`)
  return { id, slot, reply }
}

/** Sends a request that creates a block, and cuts its connection. */
export async function cutCreate(context: Context, slot: Slot, afterMs: number): Promise<Sent> {
  const { service, signal, cut, site } = context
  const { startTime, endTime } = slot
  const call = createCall(context, { title: site.title, startTime, endTime })
  cut.add(slot)
  const sent = await service.cut(call, afterMs, signal)
  if (sent.reply !== undefined) recordReply(context, slot, sent.reply)
  return sent
}

/** A list as it came. */
export type ReadList = {
  readonly rows: readonly BlockedSlot[]
  readonly sentAt: number
  readonly receivedAt: number
}

/** Lists the blocks of the user from one instant to another. */
export async function readList(context: Context, startTime: number, endTime: number): Promise<ReadList> {
  const { service, signal, site } = context
  const { locationId } = service
  const query = { locationId, userId: site.userId, startTime, endTime }
  const call: Call = (api, wire) => api.GET('/calendars/blocked-slots', { params: { query }, ...wire })
  const { body, sentAt, receivedAt, ...reply } = await service.send(call, signal)
  if (reply.status >= 300 || !isList(body)) {
    throw new Error(`expected a list and got ${describeReply(reply)}`)
  }
  return { rows: body.events.filter((row) => row.deleted !== true), sentAt, receivedAt }
}

/** The longest that a list is waited for. */
const maxLagMs = 15_000
const pollMs = 1000

/** Lists the blocks of the user until some of them are there, or it has taken too long: a list that lags is not one that is cut. */
export async function readUntil(
  context: Context,
  [from, to]: readonly [from: number, to: number],
  ids: readonly string[],
): Promise<ReadList> {
  const { service, signal } = context
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const list = await readList(context, from, to)
    const listed = new Set(list.rows.map(({ id }) => id))
    if (waitedMs >= maxLagMs || ids.every((id) => listed.has(id))) return list
    await service.clock.sleep(pollMs, signal)
  }
}

/** Sends the deletion of a block, or of an id that was never one. */
export async function sendDelete(
  { service, signal, created }: Context,
  id: string = impossibleId(),
): Promise<Reply> {
  const call: Call = (api, wire) =>
    api.DELETE('/calendars/events/{eventId}', { params: { path: { eventId: id } }, ...wire })
  const reply = await service.send(call, signal)
  if (reply.status < 300) created.delete(id)
  return reply
}

/** Describes a response by its status and message. */
export const describeReply = ({ status, message }: Pick<Reply, 'status' | 'message'>): string =>
  message === '' ? String(status) : `${status} "${message}"`

function isList(body: unknown): body is { readonly events: readonly BlockedSlot[] } {
  return typeof body === 'object' && body !== null && 'events' in body && Array.isArray(body.events)
}

/** The id of a block in a response. */
export function idOf(body: unknown): string | undefined {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined
  return typeof id === 'string' && id !== '' ? id : undefined
}
