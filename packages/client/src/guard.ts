/** True for anything whose properties can be read by name. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Recognises a kind of object by its methods: several copies of the package may be installed, and users write their own. */
export const hasMethods = (value: unknown, ...names: readonly string[]): boolean =>
  isRecord(value) && names.every((name) => typeof value[name] === 'function')

/** Tells user-supplied code of a request. What it throws, or rejects with, changes nothing that is known of the request. */
export function ignoreThrow(tell: () => unknown): void {
  try {
    const told = tell()
    if (told instanceof Promise) told.catch(() => {})
  } catch {
    // The limiter or provider loses what it was told.
  }
}
