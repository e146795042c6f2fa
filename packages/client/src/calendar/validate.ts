import { invalidInput } from '../error.ts'
import { checkNewBlock } from '../validate/block.ts'
import { systemClock, type Clock } from '../clock.ts'
import { checkOptions, type CallOptions } from '../options/call.ts'
import { isRecord } from '../guard.ts'
import { scrubCause } from '../redact.ts'
import type { BlockCalendarOptions, CalendarBlock } from './block.ts'
import type { CalendarClient, SharedBlock } from './create-all.ts'

/** The arguments of `blockCalendar` with every default filled in. */
type Checked = CallOptions & {
  readonly calendarId: string
  readonly shared: SharedBlock
  readonly onAppointments: 'throw' | 'ignore' | 'report'
  readonly clock: Clock
}

/** Checks all arguments before anything is sent, and reads each once: getters may lie, or throw. */
export function checkCall(
  client: CalendarClient,
  block: CalendarBlock,
  options: BlockCalendarOptions,
): Checked {
  try {
    if (!isRecord(client) || typeof client.calendar !== 'function') {
      throw new RangeError('blockCalendar takes a client of createBlockSlotsClient first.')
    }
    const { signal, timeoutMs } = checkOptions(options)
    const { onAppointments = 'throw', clock = systemClock } = options
    if (!['throw', 'ignore', 'report'].includes(onAppointments)) {
      throw new RangeError('onAppointments must be "throw", "ignore" or "report".')
    }
    if (!isRecord(clock) || typeof clock.now !== 'function' || typeof clock.sleep !== 'function') {
      throw new RangeError('clock must have the functions now and sleep.')
    }
    return { ...checkBlock(block), onAppointments, clock, signal, timeoutMs }
  } catch (thrown) {
    // What is refused may be a token in the wrong place.
    const cause = scrubCause(thrown, [])
    const message = cause.name === 'RangeError' ? cause.message : 'the arguments cannot be read.'
    throw invalidInput('createBlockSlot', message, cause.name === 'RangeError' ? undefined : cause)
  }
}

function checkBlock(block: unknown): Pick<Checked, 'calendarId' | 'shared'> {
  if (isRecord(block) && block.assignedUserId !== undefined) {
    throw new RangeError('assignedUserId cannot be given: the calendar tells the users.')
  }
  if (isRecord(block) && block.calendarId === undefined) {
    throw new RangeError('calendarId must be given: it is the calendar that is blocked.')
  }
  const { calendarId = '', assignedUserId: _, ...shared } = checkNewBlock(block)
  return { calendarId, shared }
}
