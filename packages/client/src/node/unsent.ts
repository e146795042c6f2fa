/** Makes an error that certainly came before a byte of the request left, so that it can be sent again without harm. */
export function unsent(reason: string, cause?: unknown): Error {
  const error = new Error(`${reason}, before anything was sent`, cause === undefined ? {} : { cause })
  return Object.assign(error, { code: 'ERR_NOT_SENT' })
}

/**
 * Makes an error that came before the connection stood. That of Node says so itself, unless it came between the first
 * packet and the end of the TLS handshake.
 */
export function unconnected(error: Error): Error {
  const connecting = 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo')
  if (connecting || error instanceof AggregateError) return error
  const code = 'code' in error ? { code: error.code } : {}
  return Object.assign(new Error(error.message, { cause: error }), code, { syscall: 'connect' })
}
