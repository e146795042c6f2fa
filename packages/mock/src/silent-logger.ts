type Log = () => void

/** The interface of Prism's logger. A real one would be one more dependency and would print headers. */
export type SilentLogger = Record<
  'debug' | 'error' | 'fatal' | 'info' | 'success' | 'trace' | 'warn',
  Log
> & {
  child: () => SilentLogger
}

const noop: Log = () => undefined

/** A logger without output. */
export const silentLogger: SilentLogger = {
  child: () => silentLogger,
  debug: noop,
  error: noop,
  fatal: noop,
  info: noop,
  success: noop,
  trace: noop,
  warn: noop,
}
