import type { Clock } from '../../clock.ts'
import type { Priority } from '../../options/call.ts'
import type { RedisEval } from './eval.ts'
import {
  acquireScript,
  addScript,
  expiryMs,
  readScript,
  releaseScript,
  type AcquireArgs,
  type AddArgs,
  type QuotaArgs,
  type ReleaseArgs,
} from './lua.ts'
import { priorities, type QuotaWaiters } from './waiters.ts'

/** When a request can go, in milliseconds from now. */
export type OpeningIn = {
  /** As far as is known; `undefined` when nothing is known. */
  readonly expectedMs: number | undefined
  /** Certainly no request goes before. */
  readonly notBeforeMs: number
}

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
    quota: QuotaWaiters,
    fields: AcquireFields,
    clock: Clock,
    onLateGrant: (granted: readonly Priority[]) => void,
  ) => Promise<AcquireReply>
  readonly release: (quota: QuotaWaiters, fields: ReleaseFields, clock: Clock) => Promise<ReleaseReply>
  /** Adds the slots of one quota to another. They stay in the first until they expire: other processes may still use it. */
  readonly copy: (from: QuotaWaiters, to: QuotaWaiters, clock: Clock) => Promise<void>
}

/** Makes the commands of quotas with these limits. */
export function createCommands(run: RedisEval, limits: QuotaArgs): RedisCommands {
  return {
    async acquire({ keys }, fields, clock, onLateGrant) {
      const args: AcquireArgs = { ...limits, ...fields }
      const onLateReply = (words: string[]): void => onLateGrant(readGranted(words))
      const words = await run(acquireScript, keys, args, { clock, onLateReply })
      return {
        granted: readGranted(words),
        isProbe: words[1] === 'probe',
        interactive: readOpening(words, 3),
        bulk: readOpening(words, 5),
      }
    },
    async release({ keys }, { priority, ...fields }, clock) {
      const args: ReleaseArgs = { ...limits, ...fields, priority: priorities.indexOf(priority) + 1 }
      const [change, max, closedMs] = await run(releaseScript, keys, args, { clock })
      return {
        change: change === 'closed' || change === 'open' || change === 'changed' ? change : undefined,
        max: Number(max),
        closedMs: Number(closedMs),
      }
    },
    async copy(from, to, clock) {
      const slots = await run(readScript, from.keys, {}, { clock })
      // Without slots the reply is one empty word.
      if (slots.length < 3) return
      const args: AddArgs = { slots, expiryMs: expiryMs(limits) }
      await run(addScript, to.keys, args, { clock })
    },
  }
}

function readGranted([granted = '-']: readonly string[]): Priority[] {
  return granted === '-' ? [] : granted.split('').map((digit) => (digit === '1' ? 'interactive' : 'bulk'))
}

function readOpening(words: readonly string[], index: number): OpeningIn {
  const expectedMs = Number(words[index] ?? -1)
  return { expectedMs: expectedMs < 0 ? undefined : expectedMs, notBeforeMs: Number(words[index + 1] ?? 0) }
}
