import { blockTimes, type BlockTimes, toOffsetDateTime } from '@block-slots/helpers'
import { dayAt } from './day.ts'
import { spanOf } from './days.ts'
import { readExpression } from './expression.ts'
import { shiftTime } from './shift.ts'
import { writeDuration } from './span.ts'
import { convert, type TimeContext, type TimeFlags } from './times.ts'

/** The length of a range without an end. */
const defaultDuration = 'PT720H'

/**
 * Converts the start and the end of a list to a range: a day stands for its beginning as a start, and for its end as an end.
 * Default: thirty days from now.
 */
export function chooseRange({ from, to }: TimeFlags, context: TimeContext): BlockTimes {
  if (from === undefined && to === undefined) {
    return blockTimes({ from: new Date(context.nowMs), duration: defaultDuration })
  }
  const timeZone = context.zone.name
  const start = startOf(from ?? 'now', context)
  const end = to === undefined ? { duration: defaultDuration } : endOf(to, start, context)
  return convert(() => blockTimes({ from: start, ...end, timeZone }), 'The range of a list')
}

function startOf(text: string, { nowMs, zone }: TimeContext): string {
  const today = dayAt(nowMs, zone.name)
  const expression = readExpression(text, today)
  switch (expression.kind) {
    case 'clock':
      return `${today}T${expression.clock}`
    case 'day':
      return spanOf({ first: expression.day, last: expression.day }, zone.name).startTime
    case 'wall':
      return `${expression.day}T${expression.clock}`
    case 'shift':
      return shiftTime(new Date(nowMs), expression, zone.name)
    default:
      return expression.text
  }
}

function endOf(
  text: string,
  start: string,
  { nowMs, zone }: TimeContext,
): { to: string } | { duration: string } {
  const startDay = convert(() => toOffsetDateTime(start, { timeZone: zone.name })).slice(0, 10)
  const expression = readExpression(text, dayAt(nowMs, zone.name), startDay)
  switch (expression.kind) {
    case 'clock':
      return { to: expression.clock }
    case 'day':
      return { to: spanOf({ first: expression.day, last: expression.day }, zone.name).endTime }
    case 'wall':
      return { to: `${expression.day}T${expression.clock}` }
    case 'shift':
      return expression.sign > 0
        ? { duration: writeDuration(expression.span) }
        : { to: shiftTime(new Date(nowMs), expression, zone.name) }
    default:
      return { to: expression.text }
  }
}
