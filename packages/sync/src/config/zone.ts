import { toOffsetDateTime } from '@block-slots/helpers'
import { mayBeSecret } from './problem.ts'

/** Advises on a text that is no time zone, as sentences that follow another. */
export function describeZone(name: string): string {
  if (mayBeSecret(name)) return ''
  try {
    toOffsetDateTime(0, { timeZone: name })
  } catch (error) {
    // The helpers suggest names by the city as well, and know what abbreviations mean.
    return error instanceof RangeError
      ? ` ${error.message.replace(/^"[^"]*" is not a time zone\. /, '')}`
      : ''
  }
  return ''
}
