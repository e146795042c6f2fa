/** True for anything whose properties can be read by name. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Recognises a kind of object by its methods: several copies of the package may be installed, and users write their own. */
export const hasMethods = (value: unknown, ...names: readonly string[]): boolean =>
  isRecord(value) && names.every((name) => typeof value[name] === 'function')

/** Calls user-supplied code, and ignores what it throws or rejects with: it must not change the outcome of a call. */
export function ignoreThrow(callback: () => unknown): void {
  try {
    const returned = callback()
    if (returned instanceof Promise) returned.catch(() => {})
  } catch {
    // Reported nowhere: a listener may be what failed.
  }
}
