/** The kind of a value by its tag, such as `Date`, `Temporal.Instant` or `Object`; works across realms and copies. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}

/** Formats a value for an error message: text in quotes and truncated, an object by its kind only. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  if (typeof value === 'object' && value !== null) {
    return `an object (${kindOf(value)})`
  }
  return String(value)
}
