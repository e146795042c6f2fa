import type { Session } from '../session.ts'
import type { Output } from '../io.ts'

/** Output of listeners, which cannot wait until it is written. */
export type PrintQueue = {
  readonly add: (...output: readonly Output[]) => void
  /** Waits until all of it is written, and rejects with the first failure. */
  readonly written: () => Promise<void>
}

/** Prints in order what is added. That it cannot be written ends nothing, and is reported by `written`. */
export function createPrintQueue({ print }: Pick<Session, 'print'>): PrintQueue {
  let tail = Promise.resolve()
  return {
    add(...output) {
      tail = tail.then(() => print(...output))
      tail.catch(() => {})
    },
    written: () => tail,
  }
}
