import fc from 'fast-check'
import { scrub } from '../../src/redact.ts'
import { showsIn } from './scan.ts'

const signs = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index))
// No letter twice, so that nothing else looks like a piece of it.
const secret = fc.shuffledSubarray(signs, { minLength: 16, maxLength: 60 }).map((letters) => letters.join(''))
const percent = (text: string): string =>
  text.replace(/[^\w]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)
const hexOf = (text: string): string => Buffer.from(text).toString('hex')

/** Encodings in which servers echo a request. */
const forms: Readonly<Record<string, (text: string) => string>> = {
  raw: (text) => text,
  percent: encodeURIComponent,
  'percent twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'every sign in percent': percent,
  'in a form': (text) => String(new URLSearchParams({ text })),
  json: (text) => JSON.stringify(text),
  'json in json': (text) => JSON.stringify(JSON.stringify(text)),
  'json with code points': (text) =>
    text.replace(/[^\w]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`),
  'json in percent': (text) => encodeURIComponent(JSON.stringify(text)),
  html: (text) => text.replace(/[^\w]/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`),
  base64: btoa,
  'base64, one later': (text) => btoa(`:${text}`),
  'base64, two later': (text) => btoa(`xx${text}yy`),
  'base64 for addresses': (text) => Buffer.from(`x${text}`).toString('base64url'),
  'base64 in percent': (text) => encodeURIComponent(btoa(text)),
  hex: hexOf,
  HEX: (text) => hexOf(text).toUpperCase(),
}

/** True when a token shows in a scrubbed text, plain or encoded. */
function leftover(clean: string, token: string): boolean {
  const hex = clean.toLowerCase()
  const pieces = Array.from({ length: token.length - 11 }, (_, at) => token.slice(at, at + 12))
  return showsIn(clean, token) || pieces.some((piece) => hex.includes(hexOf(piece)))
}

/** No twelve characters of a token are left, in any encoding and context, and wherever it is truncated. */
export const hidden: fc.IProperty<[string, string, string, string, number, number]> = fc.property(
  secret,
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(...Object.keys(forms)),
  fc.nat(60),
  fc.nat(200),
  (token, before, after, name, start, length) => {
    // Under two layers, a token that looks like an escape is indistinguishable from the character it escapes.
    const plain = name.startsWith('json in') ? token.replace(/%(?=[\da-f]{2})/gi, '.') : token
    const form = forms[name]?.(plain) ?? ''
    for (const text of [`${before}${form}${after}`, form.slice(start, start + length)]) {
      const clean = scrub(text, [plain, 'another-secret-0123456789'])
      if (leftover(clean, plain)) throw new Error(`${name}: ${clean}`)
    }
  },
)

/** The worst that can be sent: long words full of pieces, openings of shapes, and escapes. */
const hostile = fc
  .array(
    fc.constantFrom(
      'eyJ',
      'eyJ-',
      'Bearer ',
      'pit-00000000',
      '%',
      '%25',
      String.raw`\u00`,
      '\\',
      '://',
      'code=',
      'client_secret',
      ' ',
      '=',
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join('').repeat(3000).slice(0, 20_000))

/** Whatever is sent, what is said of it is one printable line of at most 500 characters. */
export const printable: fc.IProperty<[string, string]> = fc.property(
  fc.oneof(
    { weight: 20, arbitrary: fc.string({ unit: 'binary', maxLength: 700 }) },
    { weight: 1, arbitrary: hostile },
  ),
  fc.string({ maxLength: 20, unit: 'binary' }),
  (text, token) => {
    const clean = scrub(text, [token])
    if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(clean) || clean.length > 500) throw new Error(clean)
  },
)
