import { collect } from '../../src/collect.ts'
import { sqliteStore } from '../../src/store/sqlite/store.ts'

/** What a process that sends has printed, beside what its state has. */
export type Sends = {
  readonly sent: number
  /** Sent steps without a durable intent: there must be none. */
  readonly sentWithoutIntent: number
  /** Outcomes that were reported as recorded and are not: there must be none. */
  readonly lostOutcomes: number
  /** Codes of the errors that it met. */
  readonly failures: readonly string[]
  readonly hasTriedAgain: boolean
  readonly isComplete: boolean
}

/** Compares what a process has printed with the state that it has left. */
export async function judgeSends(path: string, printed: string): Promise<Sends> {
  const lines = printed.split('\n').map((line) => line.split(' '))
  const idsAfter = (word: string): number[] =>
    lines.flatMap(([first, id]) => (first === word ? [Number(id)] : []))
  const states = await readStates(path)
  const sent = idsAfter('sent')
  return {
    sent: sent.length,
    sentWithoutIntent: sent.filter((id) => !['sent', 'done'].includes(states.get(id)?.state ?? '')).length,
    lostOutcomes: idsAfter('done').filter((id) => states.get(id)?.isRemembered !== true).length,
    failures: lines.flatMap(([first, ...rest]) =>
      first === 'failed' || first === 'ended' ? [rest.join(' ')] : [],
    ),
    hasTriedAgain: printed.includes('tried again'),
    isComplete: printed.includes('closed'),
  }
}

/** The states of all steps, and which of them have their block in the ledger. */
async function readStates(path: string): Promise<Map<number, { state: string; isRemembered: boolean }>> {
  const store = sqliteStore(path)
  try {
    const found = new Map<number, { state: string; isRemembered: boolean }>()
    for (const { id: run } of await store.runs()) {
      for (const { id, owner, state } of await collect(store.steps(run))) {
        const isRemembered = state === 'done' && (await store.ledger(owner)).has(`b${id}`)
        found.set(id, { state, isRemembered })
      }
    }
    return found
  } finally {
    await store.close()
  }
}
