/** Removes secrets from a text. */
export type Scrub = (text: string) => string

/**
 * Removes secrets from plain data, names of fields included.
 *
 * @param fields JSON data.
 * @param scrub Removes them from a text.
 * @returns A copy with `[secret]` in their place.
 */
export function scrubFields(fields: object, scrub: Scrub): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, item]) => [scrub(name), scrubValue(item, scrub)]),
  )
}

function scrubValue(value: unknown, scrub: Scrub): unknown {
  if (typeof value === 'string') return scrub(value)
  if (Array.isArray(value)) return value.map((item: unknown) => scrubValue(item, scrub))
  return typeof value === 'object' && value !== null ? scrubFields(value, scrub) : value
}
