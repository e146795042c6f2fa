import { createServer } from 'node:http'

// Responds to every create with 201, the sent block and an id of its own, in a process of its own, and prints its port. The
// rate limit that it names is never reached.

const headers = {
  'content-type': 'application/json',
  'x-ratelimit-limit-daily': '1000000000',
  'x-ratelimit-daily-remaining': '1000000000',
  'x-ratelimit-interval-milliseconds': '10000',
  'x-ratelimit-max': '1000000000',
  'x-ratelimit-remaining': '1000000000',
}
let created = 0
let connections = 0

const server = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8').on('data', (part) => (text += part))
  request.on('end', () => {
    created += 1
    const block: object = JSON.parse(text)
    const body = JSON.stringify({ id: String(created).padStart(20, 'B'), ...block })
    response.writeHead(201, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
  })
})
server.keepAliveTimeout = 60_000
server.on('connection', (socket) => {
  connections += 1
  if (connections === 1) stayAwake()
  socket.on('close', () => (connections -= 1))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') process.stdout.write(`${address?.port}\n`)
})
// It ends with the process that started it, however that ends.
process.stdin.resume().on('end', () => process.exit())

/**
 * Keeps the process from sleeping while a client is connected: the kernel charges waking a process to the process that wakes
 * it, which on some virtual machines would be most of what is measured.
 */
function stayAwake(): void {
  if (connections > 0) setImmediate(stayAwake)
}
