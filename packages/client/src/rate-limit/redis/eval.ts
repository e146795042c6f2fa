import type { Clock } from '../../clock.ts'
import { BlockSlotsError } from '../../error.ts'
import { scrubCause } from '../../redact.ts'

/** Sends one Redis command, given as its words, and resolves to the reply. */
export type RedisSend = (args: string[]) => Promise<unknown>

/** Timeout of a script, and the receiver of a reply that comes after it. */
export type EvalOptions = {
  readonly clock: Clock
  readonly onLateReply?: (words: string[]) => void
}

/**
 * Runs one script on the keys of one quota, with its arguments as one JSON object, and resolves to the words of its reply.
 *
 * @throws BlockSlotsError of code `store-unavailable` when Redis does not reply in time.
 */
export type RedisEval = (
  script: string,
  keys: readonly string[],
  args: object,
  options: EvalOptions,
) => Promise<string[]>

/** Makes a function that runs scripts by their digest, and by their text where the server does not know the digest yet. */
export function createEval(send: RedisSend, timeoutMs: number): RedisEval {
  const digests = new Map<string, Promise<string>>()
  const run = async (script: string, rest: readonly string[]): Promise<string[]> => {
    let digest = digests.get(script)
    if (digest === undefined) digests.set(script, (digest = sha1(script)))
    const reply = await send(['EVALSHA', await digest, ...rest]).catch((error: unknown) => {
      if (!String(error).includes('NOSCRIPT')) throw error
      return send(['EVAL', script, ...rest])
    })
    // Some Redis clients reply with bytes.
    const words = reply instanceof Uint8Array ? new TextDecoder().decode(reply) : reply
    if (typeof words !== 'string') throw new TypeError('send must resolve to the reply of the server')
    return words.split(' ')
  }
  return async (script, keys, args, { clock, onLateReply }) => {
    const timeout = new AbortController()
    let isLate = false
    const running = run(script, [String(keys.length), ...keys, JSON.stringify(args)])
    // A Redis client that reconnects may reply long after the timeout.
    running.then(
      (words) => (isLate ? onLateReply?.(words) : undefined),
      () => {},
    )
    try {
      return await Promise.race([
        running,
        clock.sleep(timeoutMs, timeout.signal).then(() => {
          isLate = true
          throw new Error(`no reply within ${timeoutMs} ms`)
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

/** Makes the error for a failed command. Only the message of its cause is kept: a Redis client may put its password there. */
function unavailable(thrown: unknown): BlockSlotsError {
  return new BlockSlotsError({
    code: 'store-unavailable',
    message: 'the Redis of the rate limit is unavailable, so nothing was sent',
    applied: 'no',
    retry: 'after',
    operation: 'configure',
    cause: scrubCause(thrown, []),
  })
}
