import { maxIdleQuotas } from './policy.ts'

/** The parts of a quota map that differ between limiters. */
export type QuotaMapOptions<Quota> = {
  readonly create: (key: string) => Quota
  /** The quota that another was merged into, and itself otherwise. */
  readonly rootOf: (quota: Quota) => Quota
  /** True when nothing of value would be lost with a quota. Where there are too many, less is kept. */
  readonly isIdle: (quota: Quota, now: number, isCrowded: boolean) => boolean
}

/** Quotas by key. */
export class QuotaMap<Quota> {
  readonly #options: QuotaMapOptions<Quota>
  readonly #quotas = new Map<string, Quota>()
  #sweep = this.#quotas.entries()

  constructor(options: QuotaMapOptions<Quota>) {
    this.#options = options
  }

  /** Finds the quota of a key, or creates it. */
  find(key: string): Quota {
    const { create, rootOf } = this.#options
    const known = this.#quotas.get(key)
    const quota = known === undefined ? create(key) : rootOf(known)
    if (quota !== known) this.#quotas.set(key, quota)
    return quota
  }

  /** Lets a key share the quota of another. */
  share(key: string, quota: Quota): void {
    this.#quotas.set(key, quota)
  }

  /** Drops idle quotas. Looks at two in turn, so that no call pays for all of them, and the map still shrinks. */
  dropIdle(now: number): void {
    const isCrowded = this.#quotas.size > maxIdleQuotas
    for (let looks = 0; looks < 2; looks++) {
      const { value, done } = this.#sweep.next()
      if (done === true) this.#sweep = this.#quotas.entries()
      else if (this.#options.isIdle(value[1], now, isCrowded)) this.#quotas.delete(value[0])
    }
  }
}
