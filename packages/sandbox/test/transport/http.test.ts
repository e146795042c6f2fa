import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { address } from '../../src/transport/address.ts'
import { startSandbox } from '../../src/index.ts'
import { calendar, open, slots } from '../support/client.ts'

test('close is idempotent and frees the port', async () => {
  const first = await startSandbox()
  await Promise.all([first.close(), first.close()])
  await first.close()
  const { sandbox } = await open({ port: Number(new URL(first.url).port) })
  expect(sandbox.url).toBe(first.url)
  await expect(startSandbox({ port: Number(new URL(sandbox.url).port) })).rejects.toThrow(
    /^The sandbox cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/,
  )
})

test('an IPv6 address is put in brackets', () => {
  expect([address('::1', 4010), address('localhost', 4010)]).toEqual(['[::1]:4010', 'localhost:4010'])
})

test('a client that disconnects within its request is not logged', async () => {
  const { sandbox, send } = await open()
  const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1')
  socket.write(`POST ${slots} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{`, () => socket.destroy())
  await once(socket, 'close')
  expect((await send('GET', `/calendars/${calendar}`)).status).toBe(200)
  expect(sandbox.audit.map(({ kind }) => kind)).toEqual(['request', 'response'])
})

test('an error of the sandbox itself is reported as one', async () => {
  const { sandbox } = await open({ clock: { now: noTime } })
  for (const _ of [1, 2]) {
    const response = await fetch(sandbox.url)
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({ message: 'The sandbox failed: Error: no time' })
  }
})

function noTime(): never {
  throw new Error('no time')
}
