/**
 * Takes secrets out of plain data, wherever in a text they stand, names of fields included.
 *
 * @param fields JSON data.
 * @param secrets What must not be in the result.
 * @returns A copy with `[secret]` in their places.
 */
export function scrubFields(fields: object, secrets: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, item]) => [scrubText(name, secrets), scrub(item, secrets)]),
  )
}

/**
 * Takes secrets out of a text. One of less than four letters is left alone: without it no text would remain readable.
 *
 * @param text The text.
 * @param secrets What must not be in the result.
 * @returns The text with `[secret]` in their places.
 */
export function scrubText(text: string, secrets: readonly string[]): string {
  let clean = text
  for (const secret of secrets) if (secret.length >= 4) clean = clean.replaceAll(secret, '[secret]')
  return clean
}

function scrub(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return scrubText(value, secrets)
  if (Array.isArray(value)) return value.map((item: unknown) => scrub(item, secrets))
  return typeof value === 'object' && value !== null ? scrubFields(value, secrets) : value
}
