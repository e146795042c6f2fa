import { afterAll, beforeAll, expect, inject, test } from 'vitest'
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
      'getUser',
      'listBlockedSlots',
      'listEvents',
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

test.each([
  ['prism mock', () => inject('prismUrl')],
  ['startPrism', () => prism.url],
])('%s does not respond to malformed JSON', async (_, urlOf) => {
  const request = fetch(`${urlOf()}/calendars/events/block-slots`, {
    method: 'POST',
    headers: { Authorization: 'Bearer any', 'Content-Type': 'application/json', Version: '2021-04-15' },
    body: '{"title":',
    signal: AbortSignal.timeout(1000),
  })
  await expect(request).rejects.toThrow('timeout')
})

test('close stops the process', async () => {
  const { url, close } = await startPrismProcess()
  expect((await fetch(`${url}/nowhere`)).status).toBe(404)
  await close()
  await close()
  await expect(fetch(url)).rejects.toThrow('fetch failed')
})
