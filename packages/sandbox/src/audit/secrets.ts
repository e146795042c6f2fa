/** The secrets of a sandbox, indexed so that a search for thousands costs little more than for one. */
export type Secrets = {
  /** Adds a secret. One of less than four characters is ignored: removing it would make every text unreadable. */
  readonly add: (secret: string) => void
  readonly has: (secret: string) => boolean
  /** Replaces every secret in a text by `[secret]`. */
  readonly scrub: (text: string) => string
}

/** The length of the prefix by which secrets are indexed. */
const prefixLength = 4

/**
 * Creates a collection of secrets.
 *
 * @param initial The secrets to begin with.
 * @returns The collection.
 */
export function createSecrets(initial: Iterable<string>): Secrets {
  const secrets = new Set<string>()
  /** The lengths of the secrets with a prefix, longest first. */
  const lengths = new Map<string, number[]>()
  let prefixes = /(?!)/g

  const add = (secret: string): void => {
    if (secret.length < prefixLength || secrets.has(secret)) return
    secrets.add(secret)
    const prefix = secret.slice(0, prefixLength)
    const known = lengths.get(prefix)
    if (known === undefined) {
      lengths.set(prefix, [secret.length])
      prefixes = new RegExp([...lengths.keys()].map(escape).join('|'), 'g')
    } else if (!known.includes(secret.length)) {
      known.push(secret.length)
      known.sort((one, other) => other - one)
    }
  }

  const scrub = (text: string): string => {
    let clean = ''
    let done = 0
    prefixes.lastIndex = 0
    for (let found = prefixes.exec(text); found !== null; found = prefixes.exec(text)) {
      const { index } = found
      const length = lengths.get(found[0])?.find((size) => secrets.has(text.slice(index, index + size)))
      if (length !== undefined) {
        clean += `${text.slice(done, index)}[secret]`
        done = index + length
      }
      // The next secret may begin one character later.
      prefixes.lastIndex = length === undefined ? index + 1 : done
    }
    return done === 0 ? text : clean + text.slice(done)
  }

  for (const secret of initial) add(secret)
  return { add, has: (secret) => secrets.has(secret), scrub }
}

function escape(text: string): string {
  return text.replace(/[^\w-]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
