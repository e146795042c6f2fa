import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scrub } from '../src/redact.ts'
import { hidden, printable } from './support/redaction.ts'

// The same cases in every run. The full number is run by the script `tokens`.
fc.configureGlobal({ seed: 20_261_122 })

test('no piece of twelve characters of a token is left, in seventeen encodings, whole and truncated', () => {
  expect(fc.check(hidden, { numRuns: 1_200 })).toMatchObject({ failed: false, numRuns: 1_200 })
})

test('every text becomes one printable line', () => {
  expect(fc.check(printable, { numRuns: 1_200 })).toMatchObject({ failed: false, numRuns: 1_200 })
})

describe('what looks like a secret is masked', () => {
  test.each([
    'Authorization: Bearer q1w2e3r4t5y6',
    'Authorization: Basic dXNlcjpwYXNzd29yZA==',
    'pit-99999999-aaaa-bbbb-cccc-dddddddddddd',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSBlbHNlIn0.c2lnbmF0dXJlc2ln',
    'client_id=app&client_secret=c0ffee11-2233&x=1',
    '{"clientSecret": "s3cr3t with"',
    String.raw`{\"client_secret\":\"c0ffee11-2233\"}`,
    'grant_type=authorization_code&code=0a1b2c3d4e5f6a7b8c9d',
    'refresh_token=q1w2e3r4t5y6u7i8',
    '"refreshToken":"q1w2e3r4t5y6u7i8"',
    'connect redis://default:hunter2@10.0.0.1:6379',
  ])('%s', (text) => {
    const clean = scrub(text, [])
    expect(clean).toContain('[secret]')
    expect(clean).not.toMatch(/q1w2|dXNl|aaaa|eyJ|c0ffee|s3cr3t|0a1b|hunter2/)
  })

  test.each([
    'connect ECONNREFUSED 127.0.0.1:443 code=ECONNREFUSED',
    'The token is not authorized for this scope.',
    'status code=404',
    'https://services.leadconnectorhq.com/calendars/events/block-slots',
    'refresh_token is missing',
  ])('and this is none: %s', (text) => {
    expect(scrub(text, [])).toBe(text)
  })
})

test('secrets that are no tokens by their letters are hidden as they are, and an empty one hides nothing', () => {
  expect(
    scrub('say correct horse battery, €uro and \ud800!', ['correct horse battery', '€uro', '\ud800', '']),
  ).toBe('say [secret], [secret] and [secret]!')
})

test('a short secret is not split where the text is truncated', () => {
  expect(scrub(`${'y '.repeat(248)}Zq7#kP2! and more`, ['Zq7#kP2!'])).not.toContain('Zq7')
})

test('two secrets side by side are one', () => {
  expect(scrub('x first-secret-1second-secret2 y', ['first-secret-1', 'second-secret2'])).toBe('x [secret] y')
})
