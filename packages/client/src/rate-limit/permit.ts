import type { Permit, PermitOutcome } from './limiter.ts'

/** Makes a permit of which only the first release counts. */
export function createPermit(onRelease: (outcome: PermitOutcome) => void): Permit {
  let isReleased = false
  return {
    release(outcome) {
      if (isReleased) return
      isReleased = true
      onRelease(outcome)
    },
  }
}
