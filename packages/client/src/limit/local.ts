import type { Limiter } from './limiter.ts'

/** Interim. */
export function localLimiter(): Limiter {
  return { acquire: async () => ({ settle: () => {} }) }
}
