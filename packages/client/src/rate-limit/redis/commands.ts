import type { Clock } from '../../clock.ts'
import type { Priority } from '../../options/call.ts'
import type { RedisEval } from './eval.ts'
import {
  acquireScript,
  expiryMs,
  releaseScript,
  type AcquireArgs,
  type QuotaArgs,
  type ReleaseArgs,
} from './lua.ts'
import { addScript, moveScript, readScript, type AddArgs } from './merge.ts'
import { encodeKey, priorities } from './waiters.ts'

/** When a request can go, in milliseconds from now. */
export type OpeningIn = {
  /** As far as is known; `undefined` when nothing is known. */
  readonly expectedMs: number | undefined
  /** Certainly no request goes before. */
  readonly notBeforeMs: number
}

/** The reply about a quota that continues in another. */
export type Moved = { readonly movedTo: string }

/** The reply to `acquire`. */
export type AcquireReply = {
  /** The priority of each granted slot. */
  readonly granted: readonly Priority[]
  /** True when the one granted slot is a probe. */
  readonly isProbe: boolean
  readonly interactive: OpeningIn
  readonly bulk: OpeningIn
}

/** The reply to `release`. */
export type ReleaseReply = {
  readonly change: 'closed' | 'open' | 'changed' | undefined
  readonly max: number
  readonly closedMs: number
}

/** The arguments of one `acquire`. */
export type AcquireFields = Omit<AcquireArgs, keyof QuotaArgs>

/** The arguments of one `release`. */
export type ReleaseFields = Omit<ReleaseArgs, keyof QuotaArgs | 'priority'> & { readonly priority: Priority }

/** The scripts as functions. Each rejects with `store-unavailable` when Redis does not reply. */
export type RedisCommands = {
  /** Takes slots. Those of a reply that came too late go to `onLateGrant`. */
  readonly acquire: (
    keys: Keys,
    fields: AcquireFields,
    clock: Clock,
    onLateGrant: (granted: readonly Priority[]) => void,
  ) => Promise<AcquireReply | Moved>
  readonly release: (keys: Keys, fields: ReleaseFields, clock: Clock) => Promise<ReleaseReply | Moved>
  /** Lets a quota continue in the one of another key, or in none, for all processes. Resolves to what they knew. */
  readonly move: (keys: Keys, to: string | undefined, clock: Clock) => Promise<'new' | 'known' | 'shared'>
  /** Adds what counts in one quota to another. */
  readonly copy: (from: Keys, to: Keys, withState: boolean, clock: Clock) => Promise<void>
}

type Keys = readonly string[]

/** Makes the commands of quotas with these limits. */
export function createCommands(run: RedisEval, limits: QuotaArgs): RedisCommands {
  return {
    async acquire(keys, fields, clock, onLateGrant) {
      const args: AcquireArgs = { ...limits, ...fields }
      const onLateReply = (words: string[]): void => onLateGrant(readGranted(words))
      const words = await run(acquireScript, keys, args, { clock, onLateReply })
      return (
        readMoved(words) ?? {
          granted: readGranted(words),
          isProbe: words[1] === 'probe',
          interactive: readOpening(words, 3),
          bulk: readOpening(words, 5),
        }
      )
    },
    async release(keys, { priority, ...fields }, clock) {
      const args: ReleaseArgs = { ...limits, ...fields, priority: priorities.indexOf(priority) + 1 }
      const words = await run(releaseScript, keys, args, { clock })
      const [change, max, closedMs] = words
      return (
        readMoved(words) ?? {
          change: change === 'closed' || change === 'open' || change === 'changed' ? change : undefined,
          max: Number(max),
          closedMs: Number(closedMs),
        }
      )
    },
    async move(keys, to, clock) {
      const args = { moved: encodeKey(to ?? ''), intervalMs: limits.intervalMs }
      const [known] = await run(moveScript, keys, args, { clock })
      return known === 'new' || known === 'shared' ? known : 'known'
    },
    async copy(from, to, withState, clock) {
      const words = await run(readScript, from, {}, { clock })
      const args: AddArgs = { from: JSON.parse(words.join(' ')), withState, expiryMs: expiryMs(limits) }
      await run(addScript, to, args, { clock })
    },
  }
}

/** Reads where a quota continues. */
function readMoved([moved, to = '']: readonly string[]): Moved | undefined {
  return moved === 'moved' ? { movedTo: decodeURIComponent(to) } : undefined
}

function readGranted([granted = '-']: readonly string[]): Priority[] {
  return !/^[12]+$/.test(granted)
    ? []
    : granted.split('').map((digit) => (digit === '1' ? 'interactive' : 'bulk'))
}

function readOpening(words: readonly string[], index: number): OpeningIn {
  const expectedMs = Number(words[index] ?? -1)
  return { expectedMs: expectedMs < 0 ? undefined : expectedMs, notBeforeMs: Number(words[index + 1] ?? 0) }
}
