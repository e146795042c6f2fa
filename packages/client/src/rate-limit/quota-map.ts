import { maxIdleQuotas } from './policy.ts'

/** A quota that can be merged into another. */
export type Mergeable<Quota> = { readonly mergedInto: Quota | undefined }

/** Returns the quota that another was merged into, and itself otherwise. */
export function rootOf<Quota extends Mergeable<Quota>>(quota: Quota): Quota {
  let root = quota
  while (root.mergedInto !== undefined) root = root.mergedInto
  return root
}

/** Quotas by key. */
export class QuotaMap<Quota extends Mergeable<Quota>> {
  readonly #create: (key: string) => Quota
  readonly #quotas = new Map<string, Quota>()
  #sweep = this.#quotas.entries()

  constructor(create: (key: string) => Quota) {
    this.#create = create
  }

  /** Finds the quota of a key, or creates it. */
  find(key: string): Quota {
    const quota = rootOf(this.#quotas.get(key) ?? this.#create(key))
    this.#quotas.set(key, quota)
    return quota
  }

  /** Drops idle quotas. Looks at two in turn, so that no call pays for all of them, and the map still shrinks. */
  dropIdle(isIdle: (quota: Quota, isCrowded: boolean) => boolean): void {
    for (let looks = 0; looks < 2; looks++) {
      const { value, done } = this.#sweep.next()
      if (done === true) this.#sweep = this.#quotas.entries()
      else if (isIdle(rootOf(value[1]), this.#quotas.size > maxIdleQuotas)) this.#quotas.delete(value[0])
    }
  }
}
