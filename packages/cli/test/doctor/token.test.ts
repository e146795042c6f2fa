import { expect, test } from 'vitest'
import { describeToken } from '../../src/doctor/token.ts'

const now = Date.parse('2026-11-30T12:00:00Z')
const jwt = (payload: unknown): string =>
  ['{}', JSON.stringify(payload), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')

test.each([
  ['a Private Integration Token', 'pit-1a2b3c4d'],
  ['an access token that expires in 23.5 h', jwt({ exp: now / 1000 + 84_600 })],
  ['an access token that has expired 1.0 h ago', jwt({ exp: now / 1000 - 3600 })],
  ['an access token', jwt({ exp: 'soon' })],
  ['an access token', jwt(null)],
  ['an access token', 'no.jwt'],
  ['an access token', 'opaque'],
])('%s: %s', (text, token) => {
  expect(describeToken(token, now)).toBe(text)
})
