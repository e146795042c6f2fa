/** Longest piece of outside text that an error carries. */
const maxDetail = 500

/** What a token looks like, for those that are nobody's here: bearer headers, private tokens, JSON Web Tokens. */
const shapes =
  /\bBearer\s+[\w.~+/=-]{8,}|\bpit-[0-9a-f]{8}[0-9a-f-]*|\beyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?|\b(?:access|refresh)_token["']?\s*[:=]\s*["']?[\w.~+/=-]{8,}/gi

/** Everything that moves the cursor or rings the bell of a terminal, and line breaks that would forge log lines. */
const controls = /[\p{Cc}\u2028\u2029]+/gu

/** The forms in which a secret comes back from a server that echoes it. */
function forms(secret: string): string[] {
  const all = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
  // The base64 of a text that holds the secret depends on where in the text it starts, so all three alignments are made,
  // without the ends, which depend on the neighbours.
  for (const before of ['', 'x', 'xx']) {
    const whole = Math.floor((before.length + secret.length) / 3) * 4
    const form = btoa(before + secret).slice(before === '' ? 0 : 4, whole)
    if (form.length >= 8) all.push(form)
  }
  return all
}

/**
 * Takes the secrets out of text that came from outside, by value and by shape, and makes it one printable line of at
 * most 500 characters.
 */
export function scrub(text: string, secrets: readonly string[]): string {
  // Cut after scrubbing, or half a token could stay; but never scan megabytes for an excerpt.
  let clean = text.slice(0, 20 * maxDetail)
  for (const secret of secrets) {
    for (const form of forms(secret)) clean = clean.replaceAll(form, '[secret]')
    clean = hidePieces(clean, secret)
  }
  clean = clean.replace(shapes, '[secret]').replace(controls, ' ').replace(/\s+/g, ' ').trim()
  return clean.length > maxDetail ? `${clean.slice(0, maxDetail - 1)}…` : clean
}

/** Servers cut what they echo. Twelve characters of a token in a row are no coincidence. */
function hidePieces(text: string, secret: string): string {
  const length = 12
  let clean = text
  for (let start = 0; start + length <= secret.length; start++) {
    const piece = secret.slice(start, start + length)
    for (let at = clean.indexOf(piece); at !== -1; at = clean.indexOf(piece)) {
      let end = length
      while (start + end < secret.length && clean[at + end] === secret[start + end]) end++
      clean = `${clean.slice(0, at)}[secret]${clean.slice(at + end)}`
    }
  }
  return clean
}

/** Copies what was thrown, name, message and code, and its causes, without anything that could hold a secret. */
export function scrubCause(cause: unknown, secrets: readonly string[], depth = 0): Error {
  const { name, message, code, cause: inner } = isRecord(cause) ? cause : { message: String(cause) }
  const copy = new Error(scrub(typeof message === 'string' ? message : '', secrets))
  copy.name = typeof name === 'string' ? scrub(name, secrets) : 'Error'
  copy.stack = `${copy.name}: ${copy.message}`
  if (typeof code === 'string') Object.assign(copy, { code: scrub(code, secrets) })
  if (inner !== undefined && depth < 4) copy.cause = scrubCause(inner, secrets, depth + 1)
  return copy
}

/** True for anything whose properties can be read by name. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
