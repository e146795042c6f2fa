import { invalidInput } from '../error.ts'
import { isRecord } from '../guard.ts'
import { isClock, systemClock, type Clock } from '../clock.ts'
import { callOptionRules, checkOptions, type CallOptions } from '../options/call.ts'
import { pickOptions, type OptionNames } from '../options/read.ts'
import { scrubCause } from '../redact.ts'
import { checkNewBlock } from '../validate/block.ts'
import type { BlockCalendarOptions, CalendarBlock, CalendarClient, SharedBlock } from './call.ts'

type OnAppointments = NonNullable<BlockCalendarOptions['onAppointments']>

/** The arguments of `blockCalendar` with every default filled in. */
type CheckedCall = CallOptions & {
  readonly calendarId: string
  readonly shared: SharedBlock
  readonly onAppointments: OnAppointments
  readonly clock: Clock
}

const optionNames: OptionNames<BlockCalendarOptions> = {
  signal: true,
  timeoutMs: true,
  onAppointments: true,
  clock: true,
}

const policies: Readonly<Record<OnAppointments, true>> = { throw: true, ignore: true, report: true }

/** Checks all arguments before anything is sent, and reads each once: a getter may change its value, or throw. */
export function checkCall(
  client: CalendarClient,
  block: CalendarBlock,
  options: BlockCalendarOptions,
): CheckedCall {
  try {
    if (!isRecord(client) || typeof client.calendar !== 'function') {
      throw new RangeError('the first argument of blockCalendar must be a client of createBlockSlotsClient.')
    }
    const given = pickOptions(options, optionNames)
    const { signal, timeoutMs } = checkOptions(
      { signal: given.signal, timeoutMs: given.timeoutMs },
      callOptionRules,
    )
    const { onAppointments = 'throw', clock = systemClock } = given
    if (!Object.keys(policies).includes(onAppointments)) {
      throw new RangeError('onAppointments must be "throw", "ignore" or "report".')
    }
    if (!isClock(clock)) throw new RangeError('clock must have the functions now and sleep.')
    return { ...checkBlock(block), onAppointments, clock, signal, timeoutMs }
  } catch (thrown) {
    // An invalid argument may be a token in the wrong place.
    const cause = scrubCause(thrown, [])
    const message = cause.name === 'RangeError' ? cause.message : 'the arguments cannot be read.'
    throw invalidInput('createBlockSlot', message, cause.name === 'RangeError' ? undefined : cause)
  }
}

function checkBlock(block: unknown): Pick<CheckedCall, 'calendarId' | 'shared'> {
  if (isRecord(block) && block.assignedUserId !== undefined) {
    throw new RangeError('assignedUserId cannot be given: the calendar determines the users.')
  }
  if (isRecord(block) && block.calendarId === undefined) {
    throw new RangeError('calendarId must be given: it is the calendar to block.')
  }
  const { calendarId = '', assignedUserId: _, ...shared } = checkNewBlock(block)
  return { calendarId, shared }
}
