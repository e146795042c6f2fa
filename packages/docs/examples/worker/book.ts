import { coveredAppointments, isBlockSlotsError, type BlockSlotsClient } from '@block-slots/client'
import { blockTimes } from '@block-slots/helpers'

/** The calendar that customers book, and the client that reaches it. */
export type Room = { client: BlockSlotsClient; locationId: string; calendarId: string; timeZone: string }

/** Blocks the time that a customer asks for. The same order again, or twice at once, makes no second block. */
export async function book(
  { client, locationId, calendarId, timeZone }: Room,
  request: Request,
): Promise<Response> {
  try {
    const order: { start?: string; minutes?: number; reference?: string } = await request.json()
    if (!/^[\w-]{1,40}$/.test(order.reference ?? '')) return failure(400, 'The order has no reference.')
    const times = blockTimes({ from: order.start ?? '', duration: `PT${order.minutes ?? 30}M`, timeZone })
    const title = `Booking ${order.reference}`
    const query = { locationId, calendarId, ...times }
    const [blocks, appointments] = await Promise.all([client.list(query), client.appointments(query)])
    const inTheWay = [
      ...blocks.filter((block) => block.title !== title),
      ...coveredAppointments(appointments, times),
    ]
    if (inTheWay.length > 0) return failure(409, 'This time is taken.')
    const { id, outcome } = await client.ensure({ locationId, calendarId, title, ...times })
    return Response.json({ id, ...times }, { status: outcome === 'existing' ? 200 : 201 })
  } catch (error) {
    if (badInput.some((kind) => error instanceof kind)) return failure(400, String(error))
    if (!isBlockSlotsError(error)) throw error
    console.error(error.message, error.hint ?? '')
    if (error.code === 'invalid-input') return failure(400, error.message)
    // The same order again finds the block that is there, or makes it.
    const isWorthAnother = error.applied === 'unknown' || error.retry !== 'never'
    if (isWorthAnother) return failure(503, 'Send the same order again.')
    return failure(502, 'The calendar cannot be reached.')
  }
}

/** What JSON and the helpers throw for a text that is no order, no time or no duration. */
const badInput = [SyntaxError, TypeError, RangeError]

const failure = (status: number, message: string): Response => Response.json({ message }, { status })
