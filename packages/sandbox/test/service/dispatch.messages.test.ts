import { expect, test } from 'vitest'
import {
  block,
  calendar,
  everything,
  location,
  message,
  open,
  type Request,
  slots,
  user,
} from '../support/client.ts'
import { examples } from '../support/contract.ts'

const read = { query: everything({ userId: user }) }
const body = { ...block, assignedUserId: user }
const agency = 'TheAgencyCompany0001'
const gone = '/calendars/events/SeedAppointment00001'

/** Rejected requests, one for each message of the contract. `=name` is replaced by a token of the seed state. */
const rejected: [string, string, Request][] = [
  ['POST', slots, { body: { ...block, calendarId: 'BqTwX8QFwXzpegMve9EQ' } }],
  ['POST', slots, { body, version: 'bogus-version' }],
  ['POST', slots, { body, version: '2020-01-01' }],
  ['POST', slots, { body, version: null }],
  ['POST', slots, { body, token: null }],
  ['POST', slots, { body, token: 'pit-nonsense' }],
  ['POST', slots, { body, token: '=agency' }],
  ['POST', slots, { body, token: '=company' }],
  ['POST', slots, { body, token: '=elsewhere' }],
  ['POST', slots, { body, token: '=read-only' }],
  ['POST', slots, { body: { ...body, calendarId: calendar } }],
  ['POST', slots, { body: { ...body, startTime: 1624399200000 } }],
  ['POST', slots, { body: { ...body, endTime: 1624402800000 } }],
  ['POST', slots, { body: { ...body, title: 'a\nb' } }],
  ['POST', slots, { body: { ...body, notes: 'x' } }],
  ['PUT', `${slots}/nowhere`, { body }],
  ['DELETE', gone, {}],
  ['DELETE', gone, {}],
  ['GET', '/calendars/nowhere', {}],
  ['GET', '/users/nobody', {}],
  ['GET', '/calendars/blocked-slots', { query: everything({}) }],
  ['GET', '/calendars/blocked-slots', { query: { ...read.query, limit: 5 } }],
  ['GET', '/calendars/events/any', {}],
  ['POST', '/', {}],
  ['POST', '/oauth/locationToken', tokenRequest({ companyId: agency, locationId: 'nowhere' })],
  ['POST', '/oauth/locationToken', tokenRequest({ companyId: 'another', locationId: location })],
  ['POST', '/oauth/locationToken', tokenRequest({ locationId: location })],
  ['POST', '/oauth/locationToken', tokenRequest({ companyId: agency })],
]

function tokenRequest(fields: Record<string, string>): Request {
  const text = new URLSearchParams(fields).toString()
  return { text, type: 'application/x-www-form-urlencoded', token: '=company', version: '2021-07-28' }
}

/** Responses that the contract documents and the sandbox does not give. */
const excluded = new Set(['400 otherShape', '422 bare'])

test('every error message of the contract is a message of the sandbox', async () => {
  const { sandbox, send } = await open()
  const seen: unknown[] = []
  for (const [method, path, request] of rejected) {
    const { token } = request
    const named = token?.startsWith('=') === true ? { token: sandbox.tokenByName(token.slice(1)) } : {}
    seen.push(message(await send(method, path, { ...request, ...named })))
  }
  const documented = examples().flatMap(({ status, name, value }) =>
    status >= 400 && status < 429 && !excluded.has(`${status} ${name}`) && hasMessage(value)
      ? [value.message]
      : [],
  )
  expect(documented.length).toBeGreaterThan(15)
  for (const expected of documented) expect(seen).toContainEqual(expected)
})

function hasMessage(value: unknown): value is { message: unknown } {
  return typeof value === 'object' && value !== null && 'message' in value
}
