import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Pool } from './pool.ts'
import { unconnected, unsent } from './unsent.ts'

/**
 * Waits for the head of the response. `ended` is called once, when the request is no longer in flight. Rejects with the error
 * of Node, unless it is certain that no byte of the request was sent.
 */
export function answerTo(
  pool: Pool,
  request: ClientRequest,
  signal: AbortSignal | undefined,
  ended: () => void,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let answer: IncomingMessage | undefined
    let over = false
    const finish = (): void => {
      if (over) return
      over = true
      signal?.removeEventListener('abort', onAbort)
      ended()
    }
    const onAbort = (): void => {
      reject(signal?.reason)
      if (answer === undefined) request.destroy()
      else answer.destroy(signal?.reason)
      // A request in the queue would report it only after getting a connection.
      if (request.socket === null) finish()
    }
    signal?.addEventListener('abort', onAbort)
    request.on('response', (message) => {
      answer = message
      // A later error reaches the reader of the body; without a reader it must not be unhandled.
      message.on('error', () => {}).on('end', finish)
      pool.answered(message)
      resolve(message)
    })
    request.on('error', (error) => {
      const { socket } = request
      const line = socket === null ? undefined : pool.lineOf(socket)
      if (line === undefined) reject(unsent(error.message, error))
      else if (!line.ready) reject(unconnected(error))
      else if (line.socket.bytesWritten === line.writtenBefore) reject(unsent(error.message, error))
      else reject(error)
      if (socket === null) finish()
    })
    // A server that switches protocols ends the request without a response or an error.
    request.on('close', () => {
      if (!over && answer === undefined) reject(new Error('The connection was closed without an answer.'))
      finish()
    })
  })
}
