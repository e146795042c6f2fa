import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Pool } from './pool.ts'
import { unconnected, unsent } from './unsent.ts'

/**
 * Waits for the head of the answer. `ended` is called once, when nothing of the request is under way any more. An error is
 * that of Node, unless it is certain that no byte of the request left.
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
      // One that waits for a connection would say so only when it is its turn.
      if (request.socket === null) finish()
    }
    signal?.addEventListener('abort', onAbort)
    request.on('response', (message) => {
      answer = message
      // What breaks off later is told to whoever reads; when nobody does, nobody is to be told.
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
    // Comes without an answer or an error when the server wants to speak another protocol.
    request.on('close', () => {
      if (!over && answer === undefined) reject(new Error('The connection was closed without an answer.'))
      finish()
    })
  })
}
