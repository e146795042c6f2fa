import type { Clock } from '../clock.ts'
import { maxIdleQuotas } from './policy.ts'

/** A quota as a map knows it. */
export type Mergeable = {
  readonly key: string
  /** True for the quota of a token that serves several sub-accounts, and continues in none of them. */
  isShared: boolean
  /** Returns true when nothing of value would be lost with it. Where there are many, more of them go. */
  readonly isIdle: (now: number, isCrowded: boolean) => boolean
}

/** Quotas by key. */
export class QuotaMap<Quota extends Mergeable> {
  readonly #quotas = new Map<string, Quota>()
  #sweep = this.#quotas.entries()
  /** The number of quotas to look at: two for each new one, so that no call pays for all of them, and the map shrinks. */
  #looks = 0
  readonly #make: (key: string) => Quota

  constructor(make: (key: string) => Quota) {
    this.#make = make
  }

  /** Finds the quota of a key, or creates it. With a clock, idle ones may be dropped. */
  find(key: string, clock?: Clock): Quota {
    if (this.#looks > 0 && clock !== undefined) this.#dropIdle(clock.now())
    const quota = this.#quotas.get(key)
    // A token leads nowhere once the quota of its sub-account was dropped: another one may have taken its place.
    const isKept = quota !== undefined && (quota.key === key || this.#quotas.get(quota.key) === quota)
    return isKept ? quota : this.#create(key)
  }

  /**
   * Reports that a token belongs to a sub-account. Returns their quotas if the first has to continue in the second. With a
   * second sub-account the token has a quota of its own from then on: those of sub-accounts are never merged.
   */
  merge(from: string, to: string): readonly [Quota, Quota] | undefined {
    const quota = this.find(to)
    const old = this.find(from)
    if (old === quota || old.isShared) return undefined
    if (old.key === from) {
      this.#quotas.set(from, quota)
      return [old, quota]
    }
    this.share(from)
    return undefined
  }

  /** Gives the token of several sub-accounts a quota of its own. */
  share(key: string): void {
    this.#create(key).isShared = true
  }

  #create(key: string): Quota {
    const quota = this.#make(key)
    this.#quotas.set(key, quota)
    this.#looks += 2
    return quota
  }

  #dropIdle(now: number): void {
    for (; this.#looks > 0; this.#looks--) {
      const { value, done } = this.#sweep.next()
      if (done === true) this.#sweep = this.#quotas.entries()
      else if (value[1].isIdle(now, this.#quotas.size > maxIdleQuotas)) {
        this.#quotas.delete(value[0])
      }
    }
  }
}
