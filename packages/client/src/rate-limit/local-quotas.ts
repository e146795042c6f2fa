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
  const quotas = new QuotaMap((key) => new QuotaWindow(key, createFirst()))
  const find = ({ key, clock }: LimiterRequest): QuotaWindow => quotas.find(key, clock)
  return {
    find,
    acquire(request) {
      const { signal } = request
      return signal.aborted ? Promise.reject(signal.reason) : find(request).acquire(request)
    },
    merge(from, to) {
      const [old, quota] = quotas.merge(from, to) ?? []
      if (quota !== undefined) old?.mergeInto(quota)
    },
  }
}
