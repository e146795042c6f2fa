/** Longest piece of outside text that an error carries. */
const maxDetail = 500

/** What a token looks like, for those that are nobody's here: bearer headers, private tokens, JSON Web Tokens. */
const shapes =
  /\bBearer\s+[\w.~+/=-]{8,}|\bpit-[0-9a-f]{8}[0-9a-f-]*|\beyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?|\b(?:access|refresh)_token["']?\s*[:=]\s*["']?[\w.~+/=-]{8,}/gi

/** Everything that moves the cursor or rings the bell of a terminal, and line breaks that would forge log lines. */
const controls = /[\p{Cc}\u2028\u2029]+/gu

/** The forms in which a secret comes back from a server that echoes it. */
function formsOf(secret: string): string[] {
  const percent = encodeURIComponent(secret).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  const json = JSON.stringify(secret).slice(1, -1)
  const all = [
    secret,
    percent,
    percent.replace(/%../g, (code) => code.toLowerCase()),
    encodeURIComponent(secret),
    json,
    json.replaceAll('/', String.raw`\/`),
  ]
  // The base64 of a text that holds the secret depends on where in the text it starts, so all three alignments are made,
  // without the ends, which depend on the neighbours.
  for (const before of ['', 'x', 'xx']) {
    const whole = Math.floor((before.length + secret.length) / 3) * 4
    const form = btoa(before + secret).slice(before === '' ? 0 : 4, whole)
    if (form.length >= 8) all.push(form, form.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return [...new Set(all)]
}

/**
 * Takes the secrets out of text that came from outside, by value and by shape, and makes it one printable line of at
 * most 500 characters.
 */
export function scrub(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap(formsOf)
  const short = forms.filter((form) => form.length < pieceLength)
  const long = forms.filter((form) => form.length >= pieceLength).join('\n')
  // Cut after scrubbing, or half a token could stay; but never scan megabytes for an excerpt.
  const clean = text
    .slice(0, 4 * maxDetail)
    // No form of a token has a blank in it.
    .replace(/\S+/g, (word) => hidePieces(word, short, long))
    .replace(shapes, '[secret]')
    .replace(controls, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return clean.length > maxDetail ? `${clean.slice(0, maxDetail - 1)}…` : clean
}

/** Servers cut what they echo. Twelve characters of a token in a row are no coincidence. */
const pieceLength = 12

/** Hides in a word every one of the short forms, and every piece of the long ones, which are given one per line. */
function hidePieces(word: string, short: readonly string[], long: string): string {
  let clean = ''
  let hidden = 0
  for (let at = 0; at < word.length; at++) {
    const piece = word.slice(at, at + pieceLength)
    const isPiece = piece.length === pieceLength && long.includes(piece)
    const form = isPiece ? piece : (short.find((whole) => piece.startsWith(whole)) ?? '')
    if (at >= hidden) clean += form === '' ? word[at] : '[secret]'
    if (form !== '') hidden = Math.max(hidden, at + form.length)
  }
  return clean
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
