type Log = () => void

/** A logger as Prism wants one, that says nothing. A named one would bring its own dependency and print headers. */
export type SilentLogger = Record<
  'debug' | 'error' | 'fatal' | 'info' | 'success' | 'trace' | 'warn',
  Log
> & {
  child: () => SilentLogger
}

const nothing: Log = () => undefined

/** The logger that says nothing. */
export const silent: SilentLogger = {
  child: () => silent,
  debug: nothing,
  error: nothing,
  fatal: nothing,
  info: nothing,
  success: nothing,
  trace: nothing,
  warn: nothing,
}
