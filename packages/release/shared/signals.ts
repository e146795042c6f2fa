let watching = false

/** Lets a signal end this process by `exit`, so that what waits for that is done: folders removed, programs ended. */
export function exitOnSignals(): void {
  if (watching) return
  watching = true
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
}
