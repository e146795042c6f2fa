let registered = false

/** Turns SIGINT and SIGTERM into `process.exit`, so that exit handlers remove folders and kill child processes. */
export function exitOnSignals(): void {
  if (registered) return
  registered = true
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
}
