import {
  coveredAppointments,
  isBlockSlotsError,
  type BlockSlotsClient,
} from '@block-slots/client'
import { blockTimes } from '@block-slots/helpers'

/** The calendar that customers book, and the client that reaches it. */
export type Room = {
  client: BlockSlotsClient
  locationId: string
  calendarId: string
  timeZone: string
}
type Order = { start?: string; minutes?: number; reference?: string }

/** Blocks the time of an order, once: also when it comes twice, or at once. */
export async function book(room: Room, request: Request): Promise<Response> {
  const { client, locationId, calendarId, timeZone } = room
  try {
    const order: Order = await request.json()
    const { start = '', minutes = 30, reference = '' } = order
    if (!/^[\w-]{1,40}$/.test(reference)) return failure(400, 'No reference.')
    const duration = `PT${minutes}M`
    const times = blockTimes({ from: start, duration, timeZone })
    const slot = { locationId, calendarId, ...times }
    const title = `Booking ${reference}`

    const blocks = await client.list(slot)
    const appointments = await client.appointments(slot)
    const isTaken =
      blocks.some((block) => block.title !== title) ||
      coveredAppointments(appointments, times).length > 0
    if (isTaken) return failure(409, 'This time is taken.')

    const { id, outcome } = await client.ensure({ ...slot, title })
    const status = outcome === 'existing' ? 200 : 201
    return Response.json({ id, ...times }, { status })
  } catch (error) {
    if (badInput.some((kind) => error instanceof kind))
      return failure(400, String(error))
    if (!isBlockSlotsError(error)) throw error
    console.error(error.message, error.hint ?? '')
    if (error.code === 'invalid-input') return failure(400, error.message)
    // The same order again finds the block that is there, or makes it.
    if (error.applied === 'unknown' || error.retry !== 'never')
      return failure(503, 'Send the same order again.')
    return failure(502, 'The calendar cannot be reached.')
  }
}

/** Thrown for a text that is no JSON, no time or no duration. */
const badInput = [SyntaxError, TypeError, RangeError]

const failure = (status: number, message: string): Response =>
  Response.json({ message }, { status })
