const percent = (text: string): string =>
  text.replace(/[^\w]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`)
const escaped = (text: string): string =>
  JSON.stringify(text).replace(
    /[^\w\s"\\]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64')

type Turn = (text: string) => string

export type Encoding =
  | 'raw'
  | 'percent'
  | 'percent twice'
  | 'JSON'
  | 'base64'
  | 'base64, one later'
  | 'base64, two later'
  | 'base64 for addresses'
  | 'hex'

/** Encodings in which servers and programs write a secret. */
export const encodings: Readonly<Record<Encoding, Turn>> = {
  raw: (text) => text,
  percent,
  'percent twice': (text) => percent(percent(text)),
  JSON: escaped,
  base64,
  'base64, one later': (text) => base64(`:${text}`),
  'base64, two later': (text) => base64(`x:${text}`),
  'base64 for addresses': (text) => Buffer.from(text, 'latin1').toString('base64url'),
  hex: (text) => Buffer.from(text, 'latin1').toString('hex'),
}

const fromHex = (code: string): string => String.fromCharCode(Number.parseInt(code, 16))
const unpercent = (text: string): string =>
  text.replace(/%([\da-f]{2})/gi, (_, code: string) => fromHex(code))
const unbase64 = (text: string): string =>
  [...new Set(text.match(/[\w+/-]{12,}/g))]
    .flatMap((run) => [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64').toString('latin1')))
    .join('\n')
const unhex = (text: string): string =>
  [...new Set(text.match(/[\da-f]{20,}/gi))]
    .flatMap((run) => [0, 1].map((start) => Buffer.from(run.slice(start), 'hex').toString('latin1')))
    .join('\n')

export type Form = 'raw' | 'percent' | 'percent twice' | 'JSON' | 'base64' | 'hex'

/** The decoder of each encoding. */
const readings: Readonly<Record<Form, Turn>> = {
  raw: (text) => text,
  percent: unpercent,
  'percent twice': (text) => unpercent(unpercent(text)),
  JSON: (text) =>
    text.replace(/\\+u([\da-f]{4})/gi, (_, code: string) => fromHex(code)).replace(/\\+(.)/g, '$1'),
  base64: unbase64,
  hex: unhex,
}

/** All forms, and all encodings, by name. */
export const forms: readonly Form[] = ['raw', 'percent', 'percent twice', 'JSON', 'base64', 'hex']
export const encodingNames: readonly Encoding[] = Object.keys(encodings).filter(isEncoding)

/** True for the name of an encoding. */
export function isEncoding(name: string): name is Encoding {
  return Object.hasOwn(encodings, name)
}

/** A search for secrets in texts. */
export type Search = (text: string) => { readonly form: Form; readonly name: string }[]

/**
 * Makes a search for every piece of twelve characters of the secrets, in every form. All of them have the mark in every
 * such piece, so that nearly all texts are done with quickly.
 */
export function searchFor(secrets: Readonly<Record<string, string>>, mark: string): Search {
  const pieces = new Map<string, string>()
  for (const [name, secret] of Object.entries(secrets)) {
    for (let at = 0; at + 12 <= secret.length; at++) pieces.set(secret.slice(at, at + 12), name)
  }
  const namesIn = (text: string): Set<string> => {
    const names = new Set<string>()
    let next = text.indexOf(mark)
    for (; next >= 0; next = text.indexOf(mark, next + 1)) {
      for (let at = Math.max(0, next - 10); at <= next; at++) {
        const name = pieces.get(text.slice(at, at + 12))
        if (name !== undefined) names.add(name)
      }
    }
    return names
  }
  return (text) => {
    const clear = namesIn(text)
    return forms.flatMap((form) => {
      const names = form === 'raw' ? clear : namesIn(readings[form](text))
      // Plain text stays plain text under most decoders.
      return [...names].filter((name) => form === 'raw' || !clear.has(name)).map((name) => ({ form, name }))
    })
  }
}
