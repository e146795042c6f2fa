/**
 * Reads a time of day as `09:00`: `9:00`, `9am`, `9:30 pm`, `noon`. Whether the hour exists is checked where it is used.
 * `undefined` for what is none.
 */
export function readClock(text: string): string | undefined {
  const word = text.trim().toLowerCase()
  if (word === 'noon') return '12:00'
  const [, hour = '', minutes = '00', seconds = '', half] =
    /^(\d{1,2})(?::(\d\d)(:\d\d)?)?\s*([ap])?\.?(?:m\.?)?$/.exec(word) ?? []
  // A number alone may be an hour or anything else.
  if (hour === '' || !/[:m]/.test(word)) return undefined
  if (half === undefined) return word.endsWith('m') ? undefined : write(Number(hour), minutes, seconds)
  if (Number(hour) < 1 || Number(hour) > 12) return undefined
  return write((Number(hour) % 12) + (half === 'p' ? 12 : 0), minutes, seconds)
}

const write = (hour: number, minutes: string, seconds: string): string =>
  `${String(hour).padStart(2, '0')}:${minutes}${seconds}`
