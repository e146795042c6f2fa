// Stands in for `node:crypto` in the browser: the view of sync hashes its style sheet without waiting, and the hash of browsers
// (`crypto.subtle`) can only be waited for. A test compares it with Node's.

const primes = firstPrimes(64)
const fraction = (root: number): number => Math.floor((root % 1) * 2 ** 32) >>> 0
const roundKeys = primes.map((prime) => fraction(Math.cbrt(prime)))
const firstState = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))

/** Hashes text as `createHash('sha256').update(text).digest('base64')` of Node does. */
export function createHash(name: 'sha256'): { update(text: string): { digest(encoding: 'base64'): string } } {
  if (name !== 'sha256')
    throw new RangeError(`Expected the name of the hash to be sha256 and got ${String(name)}.`)
  return {
    update: (text) => ({ digest: () => btoa(String.fromCharCode(...hash(new TextEncoder().encode(text)))) }),
  }
}

function hash(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n)
  let state = firstState
  for (let offset = 0; offset < padded.length; offset += 64) state = mix(state, view, offset)
  const result = new DataView(new ArrayBuffer(32))
  for (const [index, word] of state.entries()) result.setUint32(index * 4, word)
  return new Uint8Array(result.buffer)
}

/** Mixes a block of 64 bytes into the state. */
function mix(state: readonly number[], view: DataView, offset: number): number[] {
  const words: number[] = []
  for (let index = 0; index < 64; index += 1) {
    if (index < 16) {
      words.push(view.getUint32(offset + index * 4))
      continue
    }
    const [far, near] = [words[index - 15] ?? 0, words[index - 2] ?? 0]
    const low = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3)
    const high = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10)
    words.push(((words[index - 16] ?? 0) + low + (words[index - 7] ?? 0) + high) >>> 0)
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (const [index, word] of words.entries()) {
    const choice = (e & f) ^ (~e & g)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const first = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + (roundKeys[index] ?? 0) + word
    const second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) >>> 0, c, b, a, (first + second) >>> 0]
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + (state[index] ?? 0)) >>> 0)
}

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits))

function firstPrimes(count: number): number[] {
  const found: number[] = []
  for (let number = 2; found.length < count; number += 1) {
    if (found.every((prime) => number % prime !== 0)) found.push(number)
  }
  return found
}
