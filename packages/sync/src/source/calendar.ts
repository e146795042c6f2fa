import { busyTimes } from '@block-slots/helpers/icalendar'
import { syncError } from '../error.ts'

/** A time in which no calendar has an event that counts. */
const noTime = { from: '0001-01-01T00:00:00Z', to: '0001-01-01T00:00:01Z' }

const isPage = (start: string): boolean => /^[\s\uFEFF]*</.test(start)

/**
 * Checks that a calendar is one, and complete: a calendar that is cut off must not be read as one with fewer events.
 *
 * @throws BlockSlotsError when it is not.
 */
export async function checkCalendar(bytes: Uint8Array): Promise<void> {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 1000)).replace(/^ï»¿/, '')
  if (isPage(text)) {
    throw syncError(
      'guard',
      'Expected a calendar and got a web page. Use the address of the feed, not that of the page which shows the calendar; it may ask for a login.',
    )
  }
  if (text.trim() === '') {
    throw syncError('guard', 'Expected a calendar and got an empty text. Check the address, or the file.')
  }
  // busyTimes reads events without a calendar around them, and cannot know that some of these are missing.
  if (!/^\s*BEGIN[ \t]*:[ \t]*VCALENDAR[ \t]*[\r\n]/i.test(text) && !text.includes('\0')) {
    throw syncError(
      'guard',
      'Expected a calendar and got something that does not begin with BEGIN:VCALENDAR. Check the address, or the file.',
    )
  }
  try {
    for await (const _ of busyTimes(bytes, { between: noTime, defaultTimeZone: 'UTC' })) void _
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw syncError('guard', error.message)
  }
}
