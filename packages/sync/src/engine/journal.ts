import { setImmediate } from 'node:timers/promises'
import type { Store, StoreChange } from '../store/store.ts'

/** Commits changes in groups, because each transaction waits for the disk once. */
export type Journal = {
  /** Resolves when the changes are durable; rejects when that is not certain, and then nothing more may be sent. */
  readonly write: (...changes: readonly StoreChange[]) => Promise<void>
}

/** Creates the journal of a run. */
export function createJournal(store: Pick<Store, 'commit'>): Journal {
  let pending: StoreChange[] = []
  let group: Promise<void> | undefined
  let committing: Promise<void> = Promise.resolve()
  async function commitNext(): Promise<void> {
    // One transaction at a time; changes that come meanwhile are the next group.
    await committing.catch(() => {})
    await setImmediate()
    const changes = pending
    pending = []
    group = undefined
    committing = store.commit(changes)
    await committing
  }
  return {
    write(...changes) {
      pending.push(...changes)
      group ??= commitNext()
      return group
    },
  }
}
