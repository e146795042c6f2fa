/** Longest piece of outside text that an error carries. */
const maxDetail = 500

/**
 * What a secret looks like, for those that are nobody's here: headers, cookies, private tokens, JSON Web Tokens, the fields
 * of forms and answers that carry secrets, passwords as databases and their drivers repeat them, and the user of an address.
 */
const shapes =
  /\b(?:Bearer|Basic)\s+[\w.~+/%=-]{8,}|\bpit-[0-9a-f]{8}[0-9a-f-]*|\beyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?|(?:access_?|refresh_?|id_?)token["'\\]*\s*[:=]\s*["'\\]*[\w.~+/%=-]{8,}|client_?secret["'\\]*\s*[:=]\s*["'\\]*[^\s"'\\&,;]{4,}|\bcode=(?=[a-z_-]*\d)[\w.~+/%-]{8,}|cookie["'\\]*\s*[:=]\s*["'\\]*[^\s"'\\,;]+(?:;\s*[^\s"'\\,;=]+=[^\s"'\\,;]*)*|passw(?:or)?d["'\\]*\s*[:=]\s*["'\\]*[^\s"'\\&,;]{4,}|with args beginning with:[^]*|:\/\/[^\s/@]{1,200}@/gi

/** Everything that moves the cursor or rings the bell of a terminal, and line breaks that would forge log lines. */
const controls = /[\p{Cc}\u2028\u2029]+/gu

/** Servers cut what they echo. Twelve characters of a token in a row are no coincidence. */
const pieceLength = 12

/** The forms in which a secret comes back. Layers of escapes around them are taken away elsewhere. */
function formsOf(secret: string): string[] {
  // Whatever is no token by its letters can only be hidden as it is.
  if (!/^[\x21-\x7e]+$/.test(secret)) return [secret]
  const percent = encodeURIComponent(secret)
  const hex = secret.replace(/[^]/g, (sign) => sign.charCodeAt(0).toString(16))
  // Those that escapes make are here as well, for secrets that look like an escape themselves.
  const json = JSON.stringify(secret).slice(1, -1)
  const all = [secret, percent, encodeURIComponent(percent), json, hex, hex.toUpperCase()]
  // The base64 of a text that holds the secret depends on where in the text it starts, so all three alignments are made,
  // without the ends, which depend on the neighbours.
  for (const before of ['', 'x', 'xx']) {
    const whole = Math.floor((before.length + secret.length) / 3) * 4
    const form = btoa(before + secret).slice(before === '' ? 0 : 4, whole)
    if (form.length >= 8) all.push(form, form.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return all
}

/** A text, and where each of its characters began in the text that it was made from. */
type DecodedText = { readonly text: string; readonly from: readonly number[] }

/** What stands for a character in addresses, JSON, pages and programs. */
const escapes = /(?:%|\\u00|\\x)([\da-f]{2})|&#x([\da-f]{2});|\\(.)|[^]/gi
/** As often as texts are escaped one around the other. */
const mostEscapes = 3

/** Takes one layer of escapes away. */
function unescape({ text, from }: DecodedText): DecodedText {
  let plain = ''
  const origins: number[] = []
  for (const { 0: sign, 1: code, 2: entity, 3: letter, index } of text.matchAll(escapes)) {
    const hex = code ?? entity
    plain +=
      hex === undefined
        ? (letter ?? sign).replace(letter === undefined ? /^$/ : /[nrt]/, ' ')
        : String.fromCharCode(Number.parseInt(hex, 16))
    origins.push(from[index] ?? 0)
  }
  return { text: plain, from: [...origins, ...from.slice(-1)] }
}

/** Whether a word is the base64 or the hexadecimal of a text in which something looks like a secret. */
function decodesToSecret(word: string): boolean {
  return [0, 1, 2, 3].some((start) => {
    const run = word.slice(start).replaceAll('-', '+').replaceAll('_', '/')
    const hex = run.replace(/[^]{2}/g, (code) => String.fromCharCode(Number.parseInt(code, 16)))
    return [hex, atob(run.slice(0, run.length & ~3))].some((text) => text.search(shapes) >= 0)
  })
}

/** Hides what looks like a secret and every piece of the known ones, in any form, and under up to three layers of escapes. */
function maskSecrets(text: string, secrets: readonly string[]): string {
  const forms = [...new Set(secrets.filter((secret) => secret !== '').flatMap(formsOf))]
  const short = forms.filter((form) => form.length < pieceLength || /\s/.test(form))
  const long = forms.filter((form) => !short.includes(form)).join('\n')
  const hidden = new Uint8Array(text.length)
  let reading: DecodedText = { text, from: Array.from({ length: text.length + 1 }, (_, at) => at) }
  for (let layer = 0; layer <= mostEscapes; layer++) {
    for (const [start, end] of findPieces(reading.text, short, long)) {
      hidden.fill(1, reading.from[start], reading.from[end])
    }
    const plain = unescape(reading)
    if (plain.text === reading.text) break
    reading = plain
  }
  let clean = ''
  for (let at = 0; at < text.length; at++) {
    if (hidden[at] === 0) clean += text[at]
    else if (hidden[at - 1] !== 1) clean += '[secret]'
  }
  return clean
}

/**
 * Finds where one of the short forms stands, a piece of the long ones, which are given one per line, or what looks like a
 * secret.
 *
 * @yields The start and the end of each, which may overlap.
 */
function* findPieces(text: string, short: readonly string[], long: string): Generator<[number, number]> {
  for (const form of short) {
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) yield [at, at + form.length]
  }
  for (const { 0: match, index } of text.matchAll(shapes)) yield [index, index + match.length]
  for (const { 0: word, index } of text.matchAll(/[\w+/-]{20,}/g)) {
    if (decodesToSecret(word)) yield [index, index + word.length]
  }
  // No long form has a blank in it, so words are looked through alone, and most are too short.
  for (const { 0: word, index } of text.matchAll(/\S{12,}/g)) {
    for (let at = 0; at + pieceLength <= word.length; at++) {
      if (long.includes(word.slice(at, at + pieceLength))) yield [index + at, index + at + pieceLength]
    }
  }
}

/**
 * Takes the secrets out of text that came from outside, by value and by shape, and makes it one printable line of at
 * most 500 characters. No more than the first 2,000 are looked at, so that the time is bounded whatever a server sends.
 */
export function scrub(text: string, secrets: readonly string[]): string {
  // Cut after scrubbing, or half a token could stay; but never scan megabytes for an excerpt.
  const clean = maskSecrets(text.slice(0, 4 * maxDetail), secrets)
    .replace(controls, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return clean.length > maxDetail ? `${clean.slice(0, maxDetail - 1)}…` : clean
}

/** Copies what was thrown, name, message and code, and its causes, without anything that could hold a secret. */
export function scrubCause(cause: unknown, secrets: readonly string[], depth = 0): Error {
  const { name, message, code, cause: inner } = fieldsOf(cause)
  const copy = new Error(scrub(typeof message === 'string' ? message : '', secrets))
  copy.name = typeof name === 'string' ? scrub(name, secrets) : 'Error'
  copy.stack = `${copy.name}: ${copy.message}`
  if (typeof code === 'string') Object.assign(copy, { code: scrub(code, secrets) })
  if (inner !== undefined && depth < 4) copy.cause = scrubCause(inner, secrets, depth + 1)
  return copy
}

/** Whatever is thrown is foreign: it may be no error at all, and reading it may throw. */
function fieldsOf(thrown: unknown): Record<'name' | 'message' | 'code' | 'cause', unknown> {
  const none = { name: undefined, message: undefined, code: undefined, cause: undefined }
  try {
    if (!isRecord(thrown)) return { ...none, message: String(thrown) }
    const { name, message, code, cause } = thrown
    return { name, message, code, cause }
  } catch {
    return { ...none, message: 'something that cannot be read was thrown' }
  }
}

/** True for anything whose properties can be read by name. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
