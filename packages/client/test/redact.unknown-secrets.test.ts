import { expect, test } from 'vitest'
import { scrub } from '../src/redact.ts'
import { encodingNames, encodings, searchFor } from './support/encoding.ts'

const password = 'Zq7-hunter2.Zq~correct+Zq!horse'
const search = searchFor({ password }, 'Zq')

/** Texts in which programs repeat unknown secrets, recognisable only by their context. */
const sayings: readonly string[] = [
  `GET / HTTP/1.1\nCookie: sid=${password}; theme=dark\nHost: 127.0.0.1`,
  `set-cookie: __Host-sid=${password}; Path=/; HttpOnly`,
  JSON.stringify({ headers: { cookie: `a=1; sid=${password}` } }),
  `proxy-authorization: Basic ${btoa(`user:${password}`)}`,
  `connect ECONNREFUSED redis://default:${password}@10.0.0.5:6379/0`,
  `ERR unknown command \`HELLO\`, with args beginning with: \`3\` \`AUTH\` \`default\` \`${password}\` `,
  `Server=db;User Id=app;Password=${password};Encrypt=true`,
  JSON.stringify({ user: 'app', passwd: password }),
  `no\neyJhbGciOiJIUzI1NiJ9.${Buffer.from(password).toString('base64url')}`,
]

test.each(encodingNames)('an unknown secret is redacted by pattern: %s', (encoding) => {
  for (const saying of sayings) {
    const text = `refused: ${encodings[encoding](saying)} (see the log)`
    const clean = scrub(text, [])
    expect({ clean, found: search(clean) }).toEqual({ clean, found: [] })
    expect(clean).toMatch(/^refused: .*\[secret\]/)
  }
})

test('text about cookies and passwords, ids and long words stay', () => {
  for (const words of [
    'Cookies are not used here, and no password is',
    'password must be changed',
    'The id 0TkCdp9PfvLeWKYRRvIz of C2QujeCh8ZnC7al2InWR, trace 5f0c1f2e-6f4e-4d6e-8a55-0d1b8b8e6f0a',
    'DONAUDAMPFSCHIFFFAHRTSGESELLSCHAFTSKAPITAEN is not a calendar',
    'property calendars/events/block-slots/0TkCdp9PfvLeWKYRRvIz should not exist',
  ]) {
    expect(scrub(words, [])).toBe(words)
  }
})
