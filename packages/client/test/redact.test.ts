import { describe, expect, test } from 'vitest'
import { isRecord } from '../src/guard.ts'
import { scrub, scrubCause } from '../src/redact.ts'
import { hostileObject } from './support/refusal.ts'

const token = 'pit-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d'

describe('a cause', () => {
  test('keeps its name, message, code and causes, without the secret', () => {
    const below = Object.assign(new RangeError(`deep ${token}`), { code: `E_${token}` })
    const copy = scrubCause(new TypeError(`no: ${token}`, { cause: below }), [token])
    expect(copy).toMatchObject({
      name: 'TypeError',
      message: 'no: [secret]',
      stack: 'TypeError: no: [secret]',
    })
    expect(copy).not.toHaveProperty('code')
    expect(copy.cause).toMatchObject({ name: 'RangeError', message: 'deep [secret]', code: 'E_[secret]' })
    expect(copy.cause).not.toHaveProperty('cause')
  })

  test.each([
    ['a text', 'sealed', 'sealed'],
    ['nothing', undefined, 'undefined'],
    ['a number', 7, '7'],
    ['an object without words', { message: 1, name: 2, code: 3 }, ''],
    ['what cannot be read', hostileObject(), 'something that cannot be read was thrown'],
  ])('that is %s is described as well as possible', (_, thrown, message) => {
    const copy = scrubCause(thrown, [])
    expect([copy.name, copy.message, 'code' in copy]).toEqual(['Error', message, false])
  })

  test('that never ends is truncated after five causes', () => {
    const endless: { message: string; cause?: unknown } = { message: 'again' }
    endless.cause = endless
    let depth = 0
    for (let at: unknown = scrubCause(endless, []); at instanceof Error; at = at.cause) depth++
    expect(depth).toBe(5)
  })
})

describe('a short secret', () => {
  const message = 'createBlockSlot: 422 The user 7 could not get an access token; a body that is not JSON'

  test.each(['e', 'a', '4', '422', '7', 'token', 'user', 'is', ':', 's', '{', 'be'])(
    '%s leaves our own message as it is',
    (short) => expect(scrub(message, [short])).toBe(message),
  )

  test.each(['Zq7#', '€uro', 'hunter2', 'a1'])('%s is masked where it stands alone', (short) => {
    expect(scrub(`refused ${short}, "${short}" and x${short}y`, [short])).toBe(
      `refused [secret], "[secret]" and x${short}y`,
    )
  })
})

test.each([
  ['C1', '\u009b'],
  ['bidi', '\u202e'],
  ['isolate', '\u2067'],
  ['a line separator', '\u2028'],
  ['zero width', '\u200b'],
  ['a tag', '\u{e0041}'],
  ['a filler', '\u3164'],
  ['a soft hyphen', '\u00ad'],
])('a character that is not printable does not come out: %s', (_, sign) => {
  expect(scrub(`one${sign}two`, [])).toBe('one two')
  expect(scrub(`\u{1f3d6}\ufe0f beach`, [])).toBe('\u{1f3d6}\ufe0f beach')
})

describe('outside text', () => {
  test('is hidden where the secret stands first, and where it comes twice', () => {
    expect(scrub(`${token} and ${token}`, [token])).toBe('[secret] and [secret]')
  })

  test('of more than 500 letters ends with an ellipsis at 500', () => {
    const cut = scrub('a'.repeat(600), [])
    expect([cut.length, cut.endsWith('a…')]).toEqual([500, true])
    expect(scrub('a'.repeat(500), [])).toBe('a'.repeat(500))
  })

  test('masks unknown tokens by pattern, in base64 and hex as well', () => {
    const foreign = `Authorization: Bearer ${token}`
    for (const text of [foreign, btoa(foreign), Buffer.from(foreign).toString('hex')]) {
      expect(scrub(`said ${text} end`, [])).toMatch(/^said .*\[secret\]=* end$/)
      expect(scrub(`said ${text} end`, [])).not.toContain(text.slice(-20))
    }
    expect(scrub('just some words, and aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=', [])).toContain('aGVsbG8gd29ybGQ')
  })
})

test.each([
  [{}, true],
  [[], true],
  [null, false],
  ['text', false],
  [undefined, false],
  [() => {}, false],
])('%j can be read by name: %s', (value, readable) => {
  expect(isRecord(value)).toBe(readable)
})
