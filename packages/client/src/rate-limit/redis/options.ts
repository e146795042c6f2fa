import { invalidInput } from '../../error.ts'
import { isRecord } from '../../guard.ts'
import { readOptions as readNamed } from '../../options/configure.ts'
import type { OptionNames } from '../../options/read.ts'
import { defaultIntervalMs, defaultMax, maxIntervalMs } from '../policy.ts'
import type { RedisSend } from './eval.ts'

/** Store of the quota, and the handling of its outages. */
export type RedisLimiterOptions = {
  /**
   * Sends one command, such as `(args) => client.sendCommand(args)` of node-redis or
   * `([command = '', ...args]) => redis.call(command, ...args)` of ioredis.
   */
  readonly send: RedisSend
  /** Prefix of every Redis key. Default: `block-slots:`. */
  readonly prefix?: string | undefined
  /** Requests in one window. The service can lower it, never raise it. Default: 100. */
  readonly max?: number | undefined
  /** Length of a window in milliseconds, until the service announces another. Default: 10,000. */
  readonly intervalMs?: number | undefined
  /**
   * Lease of a slot in milliseconds: the slots of a process that died are free after that. Has to be longer than one
   * request may take, 75,000 for a write. Default: 120,000.
   */
  readonly leaseMs?: number | undefined
  /** Timeout of one Redis command in milliseconds. Default: 2,000. */
  readonly commandTimeoutMs?: number | undefined
  /**
   * While Redis is unavailable, calls fail with `store-unavailable` (`refuse`), or this process sends its share of the
   * quota, one part in `processes`: of at most `max` processes, and after one window and five seconds, when requests that
   * Redis granted count no longer. Default: `refuse`.
   */
  readonly onUnavailable?: 'refuse' | { readonly processes: number } | undefined
}

/** Checked options, with every default filled in. */
export type RedisSettings = {
  readonly send: RedisSend
  readonly prefix: string
  readonly max: number
  readonly intervalMs: number
  readonly leaseMs: number
  readonly commandTimeoutMs: number
  /** Processes that share the quota while Redis is unavailable; `undefined` when none of them sends. */
  readonly processes: number | undefined
}

const optionNames: OptionNames<RedisLimiterOptions> = {
  send: true,
  prefix: true,
  max: true,
  intervalMs: true,
  leaseMs: true,
  commandTimeoutMs: true,
  onUnavailable: true,
}

const isDuration = (ms: unknown): boolean => typeof ms === 'number' && ms > 0 && ms <= maxIntervalMs

/**
 * Checks options, which may come from plain JavaScript or a configuration file.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option is invalid.
 */
export function readOptions(options: RedisLimiterOptions): RedisSettings {
  const given = readNamed(options, optionNames, 'send')
  const { send, prefix = 'block-slots:', max = defaultMax, intervalMs = defaultIntervalMs } = given
  const { leaseMs = 120_000, commandTimeoutMs = 2000, onUnavailable = 'refuse' } = given
  const processes =
    onUnavailable === 'refuse' ? undefined : isRecord(onUnavailable) ? onUnavailable.processes : 0
  const faults = [
    typeof send !== 'function' && 'send must be a function that sends one command to Redis.',
    typeof prefix !== 'string' && 'prefix must be a string.',
    (!Number.isInteger(max) || max < 1) && 'max must be a whole number from 1.',
    ![intervalMs, leaseMs, commandTimeoutMs].every(isDuration) &&
      'intervalMs, leaseMs and commandTimeoutMs must be milliseconds above 0 and up to a day.',
    processes !== undefined &&
      !(Number.isInteger(processes) && processes >= 1 && processes <= max) &&
      'onUnavailable must be "refuse" or { processes } with a whole number from 1 to max.',
  ]
  const fault = faults.find((message) => message !== false)
  if (fault !== undefined || send === undefined) throw invalidInput('configure', fault ?? '')
  return { send, prefix, max, intervalMs, leaseMs, commandTimeoutMs, processes }
}
