import { createServer } from 'node:http'
import { answeredBlock } from '@block-slots/client/test/support/service.ts'

// Responds to creates, in a process of its own. Prints its port.

const body = JSON.stringify(answeredBlock)
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
let requests = 0

const server = createServer((request, response) => {
  if (request.url === '/requests') {
    response.end(String(requests))
    return
  }
  requests += 1
  request.resume().on('end', () => response.writeHead(201, headers).end(body))
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') process.stdout.write(`${address?.port}\n`)
})

// The server never sleeps: the kernel charges waking a process to the process that wakes it, which on some virtual machines
// would be most of what is measured.
const stayAwake = (): unknown => setImmediate(stayAwake)
stayAwake()
