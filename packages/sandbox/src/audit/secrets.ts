/** Every secret of a sandbox, so arranged that looking for thousands of them costs hardly more than for one. */
export type Secrets = {
  /** Adds one. One of less than four letters is left alone: without it no text would remain readable. */
  add: (secret: string) => void
  has: (secret: string) => boolean
  /** Puts `[secret]` in the place of every secret in a text. */
  scrub: (text: string) => string
}

/** So many letters of a secret decide whether it is worth a closer look. */
const headLength = 4

/**
 * Opens a collection of secrets.
 *
 * @param first The ones to begin with.
 * @returns The collection.
 */
export function openSecrets(first: Iterable<string>): Secrets {
  const secrets = new Set<string>()
  /** The lengths of the secrets that begin so, longest first. */
  const lengths = new Map<string, number[]>()
  let heads = /(?!)/g

  const add = (secret: string): void => {
    if (secret.length < headLength || secrets.has(secret)) return
    secrets.add(secret)
    const head = secret.slice(0, headLength)
    const known = lengths.get(head)
    if (known === undefined) {
      lengths.set(head, [secret.length])
      heads = new RegExp([...lengths.keys()].map(escape).join('|'), 'g')
    } else if (!known.includes(secret.length)) {
      known.push(secret.length)
      known.sort((one, other) => other - one)
    }
  }

  const scrub = (text: string): string => {
    let clean = ''
    let done = 0
    heads.lastIndex = 0
    for (let found = heads.exec(text); found !== null; found = heads.exec(text)) {
      const { index } = found
      const length = lengths.get(found[0])?.find((size) => secrets.has(text.slice(index, index + size)))
      if (length !== undefined) {
        clean += `${text.slice(done, index)}[secret]`
        done = index + length
      }
      // The next secret may begin one letter further on.
      heads.lastIndex = length === undefined ? index + 1 : done
    }
    return done === 0 ? text : clean + text.slice(done)
  }

  for (const secret of first) add(secret)
  return { add, has: (secret) => secrets.has(secret), scrub }
}

function escape(text: string): string {
  return text.replace(/[^\w-]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
