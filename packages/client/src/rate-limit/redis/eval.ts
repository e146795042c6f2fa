import type { Clock } from '../../clock.ts'
import { BlockSlotsError } from '../../error.ts'
import { scrubCause } from '../../redact.ts'

/** Sends one command to Redis, given as its words, and gives the reply. */
export type RedisSend = (args: string[]) => Promise<unknown>

/** Runs one script over the keys of one quota, and gives the words of its answer. */
export type RedisLink = (
  script: string,
  keys: readonly string[],
  args: readonly (string | number)[],
  clock: Clock,
  onLate?: (words: string[]) => void,
) => Promise<string[]>

/** Makes what runs scripts: by their digest, and in full where the server does not know it yet. */
export function redisLink(send: RedisSend, timeoutMs: number): RedisLink {
  const digests = new Map<string, Promise<string>>()
  const run = async (script: string, rest: string[]): Promise<string[]> => {
    let digest = digests.get(script)
    if (digest === undefined) digests.set(script, (digest = sha1(script)))
    const sha = await digest
    const reply = await send(['EVALSHA', sha, ...rest]).catch((error: unknown) => {
      if (!String(error).includes('NOSCRIPT')) throw error
      return send(['EVAL', script, ...rest])
    })
    // Some clients give bytes.
    const words = reply instanceof Uint8Array ? new TextDecoder().decode(reply) : reply
    if (typeof words !== 'string') throw new TypeError('send has to give the reply of the server')
    return words.split(' ')
  }
  return async (script, keys, args, clock, onLate) => {
    const timeout = new AbortController()
    let late = false
    const running = run(script, [String(keys.length), ...keys, ...args.map(String)])
    // A client that waits for its server to come back may answer long after nobody wants to know.
    running.then(
      (words) => (late ? onLate?.(words) : undefined),
      () => {},
    )
    try {
      return await Promise.race([
        running,
        clock.sleep(timeoutMs, timeout.signal).then(() => {
          late = true
          throw new Error(`no answer within ${timeoutMs} ms`)
        }),
      ])
    } catch (thrown) {
      throw unavailable(thrown)
    } finally {
      timeout.abort()
    }
  }
}

async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Says that the shared store cannot be asked; of what its client threw only the words are kept. */
function unavailable(thrown: unknown): BlockSlotsError {
  return new BlockSlotsError({
    code: 'store-unavailable',
    message: 'the Redis of the rate limit is out of reach, so nothing was sent',
    applied: 'no',
    retry: 'after',
    operation: 'configure',
    cause: scrubCause(thrown, []),
  })
}
