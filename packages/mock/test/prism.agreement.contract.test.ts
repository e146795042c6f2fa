import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { type Server, startPrism } from '../src/index.ts'
import { startPrismProcess } from './support/prism-process.ts'
import { type Row, rows } from './support/violations.ts'

let prism: Server
beforeAll(async () => {
  prism = await startPrism()
})
afterAll(async () => prism.close())

async function statusOf(url: string, { target, method, headers, body }: Row): Promise<number> {
  const response = await fetch(url + target, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  })
  await response.text()
  return response.status
}

const all = rows()
const operations = [...new Set(all.map(({ operation }) => operation))]

test('the requests cover every operation of the contract', () => {
  expect(new Set(operations)).toEqual(
    new Set([
      'createAccessToken',
      'createBlockSlot',
      'createLocationToken',
      'deleteEvent',
      'getAppointment',
      'getCalendar',
      'getLocation',
      'getUser',
      'listBlockedSlots',
      'listCalendars',
      'listEvents',
      'listUsers',
      'updateBlockSlot',
    ]),
  )
})

test.each(operations)('prism mock and startPrism have the same status for %s', async (operation) => {
  const seen: [name: string, command: number, server: number][] = []
  for (const row of all.filter((each) => each.operation === operation)) {
    seen.push([row.name, await statusOf(inject('prismUrl'), row), await statusOf(prism.url, row)])
  }
  expect(seen.filter(([, command, server]) => command !== server)).toEqual([])
  const valid = seen.filter(([name]) => name.endsWith('valid'))
  expect(new Set(valid.map(([, status]) => status))).toEqual(new Set([200]))
  expect(seen.filter(([, status]) => status === 422).length).toBeGreaterThan(5)
})

const create = {
  method: 'POST',
  headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json', Version: '2021-04-15' },
}

test('to malformed JSON, prism mock does not respond, and startPrism responds with 400', async () => {
  const send = async (url: string): Promise<Response> =>
    fetch(`${url}/calendars/events/block-slots`, {
      ...create,
      body: '{"title":',
      signal: AbortSignal.timeout(1000),
    })
  await expect(send(inject('prismUrl'))).rejects.toThrow('timeout')
  expect((await send(prism.url)).status).toBe(400)
})

test('a malformed percent-encoding ends prism mock, and startPrism responds with 400', async () => {
  const { url, close } = await startPrismProcess()
  onTestFinished(close)
  const { headers } = create
  await expect(fetch(`${url}/calendars/%ff`, { headers })).rejects.toThrow('fetch failed')
  // The process may still be ending.
  const codeOf = ({ cause }: { cause?: { code?: string } }): string | undefined => cause?.code
  await expect.poll(() => fetch(url).then(() => 'none', codeOf), { timeout: 30_000 }).toBe('ECONNREFUSED')
  expect((await fetch(`${prism.url}/calendars/%ff`, { headers })).status).toBe(400)
  expect((await fetch(`${prism.url}/calendars/any`, { headers })).status).toBe(200)
})

test('close stops the process', async () => {
  const { url, close } = await startPrismProcess()
  expect((await fetch(`${url}/nowhere`)).status).toBe(404)
  await close()
  await close()
  await expect(fetch(url)).rejects.toThrow('fetch failed')
})
