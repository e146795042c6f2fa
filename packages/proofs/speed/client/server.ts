/** The service as far as a create needs it, in a process of its own. Prints its port. */
import { createServer } from 'node:http'
import { answeredBlock } from '@block-slots/client/test/support/service.ts'

const answer = JSON.stringify(answeredBlock)
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) }
let requests = 0

const server = createServer((request, response) => {
  if (request.url === '/requests') {
    response.end(String(requests))
    return
  }
  requests += 1
  request.resume().on('end', () => response.writeHead(201, headers).end(answer))
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') process.stdout.write(`${address?.port}\n`)
})

// It never sleeps: the kernel charges the waking of a process to the one that wakes it, and where that is dear, as on some
// virtual machines, it would be most of what is measured.
const stayAwake = (): unknown => setImmediate(stayAwake)
stayAwake()
