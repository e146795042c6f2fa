/** Creates the error of a request of which certainly no byte was sent, so that sending it again is safe. */
export function unsent(reason: string, cause?: unknown): Error {
  const error = new Error(`${reason}, before anything was sent`, cause === undefined ? {} : { cause })
  return Object.assign(error, { code: 'ERR_NOT_SENT' })
}

/**
 * Creates the error of a connection that was not established. Node's own error shows that, unless it came between the first
 * packet and the end of the TLS handshake.
 */
export function unconnected(error: Error): Error {
  const connecting = 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo')
  if (connecting || error instanceof AggregateError) return error
  const code = 'code' in error ? { code: error.code } : {}
  return Object.assign(new Error(error.message, { cause: error }), code, { syscall: 'connect' })
}
