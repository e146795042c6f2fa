/** Secrets that are not known by value, each recognised by its own form or by the name before it. */
const secretPatterns = [
  // Headers with credentials.
  /\b(?:Bearer|Basic)\s+[\w.~+/%=-]{8,}/gi,
  // Private Integration Tokens.
  /\bpit-[0-9a-f]{8}[0-9a-f-]*/gi,
  // JSON Web Tokens.
  /\beyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?/gi,
  // Token fields of forms and responses.
  /(?:access|refresh|id)_?token["'\\]*\s*[:=]\s*["'\\]*[\w.~+/%=-]{8,}/gi,
  // Secrets of apps, and passwords as databases and their drivers repeat them.
  /(?:client_?secret|passw(?:or)?d)["'\\]*\s*[:=]\s*["'\\]*[^\s"'\\&,;]{4,}/gi,
  // Authorization codes, which have a digit among their letters.
  /\bcode=(?=[a-z_-]*\d)[\w.~+/%-]{8,}/gi,
  // Cookies, with all that follow in the same header.
  /cookie["'\\]*\s*[:=]\s*["'\\]*[^\s"'\\,;]+(?:;\s*[^\s"'\\,;=]+=[^\s"'\\,;]*)*/gi,
  // Redis prints the arguments of a command that it does not know, which may be AUTH.
  /with args beginning with:[^]*/gi,
  // The user of a URL.
  /:\/\/[^\s/@]{1,200}@/gi,
]

/** Servers truncate what they echo. Twelve characters of a token in a row are no coincidence. */
const pieceLength = 12

/** The shortest secret that is masked wherever it occurs. */
const wordLength = 8

/**
 * False for a text that is too common to be masked: a short word or number occurs in messages of our own, and no service
 * issues such a token; tests do.
 */
const isUncommon = (text: string): boolean => text.length >= wordLength || !/^(?:[a-z]*|\d*)$/i.test(text)

const isAlphanumeric = (sign: string | undefined): boolean => /^[\p{L}\p{N}]$/u.test(sign ?? '')

/** Returns the encodings in which a secret may come back. Those of URLs, JSON and HTML are removed by `unescape`. */
function formsOf(secret: string): string[] {
  // Tokens are printable ASCII. Any other secret is only recognised as it is.
  if (!/^[\x21-\x7e]+$/.test(secret)) return [secret]
  const hex = secret.replace(/[^]/g, (sign) => sign.charCodeAt(0).toString(16))
  const all = [secret, hex, hex.toUpperCase()]
  // The base64 of a text that holds the secret depends on where in the text it starts: three alignments, each without its
  // ends, which depend on the characters around the secret.
  for (const before of ['', 'x', 'xx']) {
    const whole = Math.floor((before.length + secret.length) / 3) * 4
    const form = btoa(before + secret).slice(before === '' ? 0 : 4, whole)
    if (form.length >= 8) all.push(form, form.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return all
}

/** A decoded text, and where each of its characters began in the original. */
type DecodedText = { readonly text: string; readonly from: readonly number[] }

/** Escaped characters of URLs, JSON, HTML and source code, and every other character. */
const escapes = /(?:%|\\u00|\\x)([\da-f]{2})|&#x([\da-f]{2});|\\(.)|[^]/gi
/** The most layers of escapes that are removed. */
const maxEscapes = 3

/** Removes one layer of escapes. */
function unescape({ text, from }: DecodedText): DecodedText {
  let plain = ''
  const origins: number[] = []
  for (const { 0: sign, 1: code, 2: entity, 3: letter, index } of text.matchAll(escapes)) {
    const hex = code ?? entity
    if (hex !== undefined) plain += String.fromCharCode(Number.parseInt(hex, 16))
    else if (letter === 'n' || letter === 'r' || letter === 't') plain += ' '
    else plain += letter ?? sign
    origins.push(from[index] ?? 0)
  }
  return { text: plain, from: [...origins, ...from.slice(-1)] }
}

/** True when a word is the base64 or hex of a text in which something looks like a secret. */
function decodesToSecret(word: string): boolean {
  return [0, 1, 2, 3].some((start) => {
    const run = word.slice(start).replaceAll('-', '+').replaceAll('_', '/')
    const hex = run.replace(/[^]{2}/g, (code) => String.fromCharCode(Number.parseInt(code, 16)))
    const texts = [hex, atob(run.slice(0, run.length & ~3))]
    return texts.some((text) => secretPatterns.some((pattern) => text.search(pattern) >= 0))
  })
}

/**
 * Creates a function that replaces every piece of a known secret in any encoding, and what looks like a secret, by `[secret]`,
 * under up to three layers of escapes. A secret of less than eight letters or digits alone is not replaced: it could not be
 * distinguished from a word. For programs that print text of the service; errors and events of the client are masked already.
 *
 * @example
 * ```ts
 * import { createMask } from '@block-slots/client'
 *
 * const mask = createMask([process.env.HIGHLEVEL_TOKEN ?? ''])
 * console.log(mask('Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln')) // => Authorization: [secret]
 * ```
 */
export function createMask(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.filter(isUncommon).flatMap(formsOf).filter(isUncommon)
  const pieces = new Set(forms.flatMap(piecesOf))
  return (text) => maskPieces(text, pieces)
}

/** Returns every piece of a form, which is one itself if it is shorter. */
const piecesOf = (form: string): string[] =>
  Array.from({ length: Math.max(1, form.length - pieceLength + 1) }, (_, at) =>
    form.slice(at, at + pieceLength),
  )

/** Masks the pieces of known secrets, and what looks like a secret. */
function maskPieces(text: string, pieces: ReadonlySet<string>): string {
  const hidden = new Uint8Array(text.length)
  let decoded: DecodedText = { text, from: Array.from({ length: text.length + 1 }, (_, at) => at) }
  for (let layer = 0; layer <= maxEscapes; layer++) {
    for (const [start, end] of findPieces(decoded.text, pieces)) {
      hidden.fill(1, decoded.from[start], decoded.from[end])
    }
    const plain = unescape(decoded)
    if (plain.text === decoded.text) break
    decoded = plain
  }
  let clean = ''
  for (let at = 0; at < text.length; at++) {
    if (hidden[at] === 0) clean += text[at]
    else if (hidden[at - 1] !== 1) clean += '[secret]'
  }
  return clean
}

/**
 * Finds pieces of known secrets, and what looks like a secret.
 *
 * @yields The start and the end of each, which may overlap.
 */
function* findPieces(text: string, pieces: ReadonlySet<string>): Generator<[number, number]> {
  for (const length of new Set(Array.from(pieces, (piece) => piece.length))) {
    for (let at = 0, end = length; end <= text.length; at++, end++) {
      if (!pieces.has(text.slice(at, end))) continue
      // A few characters are a coincidence within a word.
      const isPart = isAlphanumeric(text[at - 1]) || isAlphanumeric(text[end])
      if (length >= wordLength || !isPart) yield [at, end]
    }
  }
  for (const pattern of secretPatterns) {
    for (const { 0: match, index } of text.matchAll(pattern)) yield [index, index + match.length]
  }
  for (const { 0: word, index } of text.matchAll(/[\w+/-]{20,}/g)) {
    if (decodesToSecret(word)) yield [index, index + word.length]
  }
}
