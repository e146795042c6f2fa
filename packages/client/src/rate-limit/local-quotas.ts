import type { Limiter, LimiterRequest } from './limiter.ts'
import { QuotaMap } from './quota-map.ts'
import type { QuotaState } from './state.ts'
import { QuotaWindow } from './window.ts'

/** The quotas of one process. */
export type LocalQuotas = Required<Limiter> & {
  /** Finds the quota of a request. */
  readonly find: (request: LimiterRequest) => QuotaWindow
}

/** Makes quotas that begin with the same state. */
export function localQuotas(createFirst: () => QuotaState): LocalQuotas {
  const quotas = new QuotaMap(() => new QuotaWindow(createFirst()))
  const find = ({ key, clock }: LimiterRequest): QuotaWindow => {
    const now = clock.now()
    quotas.dropIdle((quota, isCrowded) => quota.isIdle(now, isCrowded))
    return quotas.find(key)
  }
  return {
    find,
    acquire: (request) =>
      new Promise((resolve, reject) => {
        request.signal.throwIfAborted()
        find(request).acquire(request, resolve, reject)
      }),
    merge(from, to) {
      const old = quotas.find(from)
      const quota = quotas.find(to)
      if (old !== quota) old.mergeInto(quota)
    },
  }
}
