/** Prints a value as a person would recognise it, short enough for a message. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value)
  if (typeof value === 'number') return String(value)
  return value === undefined || value === null ? String(value) : `a value of type ${typeof value}`
}

/**
 * Refuses a part of an input.
 *
 * @throws RangeError always.
 */
export function refuse(name: string, expected: string, value: unknown, advice = ''): never {
  throw new RangeError(`${name} must be ${expected}, not ${show(value)}.${advice}`)
}
