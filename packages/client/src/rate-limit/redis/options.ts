import { invalidInput } from '../../error.ts'
import { isRecord } from '../../guard.ts'
import type { RedisSend } from './eval.ts'

/** Where the quota is kept, and what happens without it. */
export type RedisLimiterOptions = {
  /**
   * Sends one command, such as `(args) => client.sendCommand(args)` of node-redis or
   * `([command = '', ...args]) => redis.call(command, ...args)` of ioredis.
   */
  readonly send: RedisSend
  /** What every key of Redis begins with. Default: `block-slots:`. */
  readonly prefix?: string | undefined
  /** Requests in one window. The service may say less, and is believed; it may not say more. Default: 100. */
  readonly max?: number | undefined
  /** The length of a window in milliseconds, until the service names another. Default: 10,000. */
  readonly intervalMs?: number | undefined
  /**
   * How long a request may take, in milliseconds: the slot of a process that died is free after that. Longer than the
   * `timeoutMs` of every call. Default: 120,000.
   */
  readonly leaseMs?: number | undefined
  /** How long Redis may take to answer, in milliseconds. Default: 2,000. */
  readonly commandTimeoutMs?: number | undefined
  /**
   * What to do while Redis is out of reach: refuse every call with `store-unavailable`, or let this process send its
   * share, where `share` is how many processes there are. Default: `refuse`.
   */
  readonly onUnavailable?: 'refuse' | { readonly processes: number } | undefined
}

/** Options that were checked, with every default filled in. */
export type RedisSettings = {
  readonly send: RedisSend
  readonly prefix: string
  readonly max: number
  readonly intervalMs: number
  readonly leaseMs: number
  readonly commandTimeoutMs: number
  readonly share: number | undefined
}

const isDuration = (ms: unknown): boolean => typeof ms === 'number' && ms > 0 && ms <= 86_400_000

/** Checks what a person or a configuration file gave. */
export function readOptions(options: RedisLimiterOptions): RedisSettings {
  if (!isRecord(options)) throw invalidInput('configure', 'options must be an object with at least send.')
  const { send, prefix = 'block-slots:', max = 100, intervalMs = 10_000 } = options
  const { leaseMs = 120_000, commandTimeoutMs = 2000, onUnavailable = 'refuse' } = options
  const share = onUnavailable === 'refuse' ? undefined : isRecord(onUnavailable) ? onUnavailable.processes : 0
  const faults = [
    typeof send !== 'function' && 'send must be a function that sends one command to Redis.',
    typeof prefix !== 'string' && 'prefix must be a string.',
    (!Number.isInteger(max) || max < 1) && 'max must be a whole number from 1.',
    ![intervalMs, leaseMs, commandTimeoutMs].every(isDuration) &&
      'intervalMs, leaseMs and commandTimeoutMs must be milliseconds above 0 and up to a day.',
    share !== undefined &&
      !(Number.isInteger(share) && share >= 1) &&
      'onUnavailable must be "refuse" or { share }, with a whole number of processes from 1.',
  ]
  const fault = faults.find((words) => words !== false)
  if (fault !== undefined) throw invalidInput('configure', fault)
  return { send, prefix, max, intervalMs, leaseMs, commandTimeoutMs, share }
}
