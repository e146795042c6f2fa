import type { StoredStep } from '../../src/step.ts'
import type { Store } from '../../src/store/store.ts'

/** What a store does wrong, how, and the check that has to find it. */
export type Mistake = readonly [does: string, change: (store: Store) => Partial<Store>, check: string]

/**
 * Maps what is read.
 *
 * @yields The steps that are left.
 */
async function* mapped(steps: AsyncIterable<StoredStep>, map: (step: StoredStep) => StoredStep | undefined) {
  for await (const step of steps) {
    const changed = map(step)
    if (changed !== undefined) yield changed
  }
}

function reversed<Item>(items: readonly Item[]): Item[] {
  const copy = [...items]
  copy.reverse()
  return copy
}

/** Ignores a rejection. */
const ignore = async (call: Promise<unknown>, message: string): Promise<void> => {
  try {
    await call
  } catch (error) {
    if (!String(error).includes(message)) throw error
  }
}

const planningRun = {
  name: 'Blocked time',
  state: 'planning',
  createdAt: 0,
  window: { from: '', to: '' },
  serial: 0,
} as const

/** Mistakes of stores, each with the check that has to find it. */
export const storeMistakes: readonly Mistake[] = [
  ['makes up a feed', () => ({ feed: async () => ({ body: new Uint8Array() }) }), 'is empty at first'],
  [
    'shows runs that are being planned',
    ({ addRun, finishPlan, runs }) => {
      const planning = new Set<string>()
      return {
        addRun: async (run) => {
          planning.add(run.id)
          return addRun(run)
        },
        finishPlan: async (run) => {
          planning.delete(run)
          await finishPlan(run)
        },
        runs: async (id) => [
          ...(await runs(id)),
          ...[...planning].map((run) => ({ ...planningRun, id: run })),
        ],
      }
    },
    'shows a run once it is planned, and forgets one that was left before',
  ],
  [
    'forgets what a run has made when it is removed',
    ({ ledger, removeRuns }) => {
      const removed = new Set<string>()
      return {
        removeRuns: async (ids) => {
          await removeRuns(ids)
          for (const id of ids) removed.add(id)
        },
        ledger: async (owner) => (removed.size > 0 ? new Map() : ledger(owner)),
      }
    },
    'removes runs with their steps, and keeps what they have made',
  ],
  [
    'lists runs oldest first',
    ({ runs }) => ({ runs: async (id) => reversed(await runs(id)) }),
    'lists runs newest first, all or by the start of an id',
  ],
  [
    'forgets why an owner is stopped',
    ({ addOwners }) => ({
      addOwners: async (run, owners) =>
        addOwners(
          run,
          owners.map(({ stop: _stop, ...rest }) => rest),
        ),
    }),
    'keeps the owners of a plan in their order, with all fields',
  ],
  [
    'adds owners one by one',
    ({ addOwners }) => ({
      addOwners: async (run, owners) => {
        for (const owner of owners) await addOwners(run, [owner])
      },
    }),
    'adds owners in one transaction, and each of them once',
  ],
  [
    'ignores owners that come too late',
    ({ addOwners }) => ({
      addOwners: async (run, owners) => ignore(addOwners(run, owners), 'a run that is being planned'),
    }),
    'changes no plan that is complete',
  ],
  [
    'forgets that a step was sent before',
    ({ steps }) => ({
      steps: (run, filter) =>
        mapped(steps(run, filter), (stored) => {
          if (stored.step.action !== 'create') return stored
          const { sentBefore: _sentBefore, ...step } = stored.step
          return { ...stored, step }
        }),
    }),
    'keeps steps of every kind in their order, with ascending ids',
  ],
  [
    'ignores the states of a filter',
    ({ steps }) => ({
      steps: (run, { locationId } = {}) => steps(run, locationId === undefined ? {} : { locationId }),
    }),
    'finds the steps of a location and of states, and no others',
  ],
  [
    'counts the steps of all runs',
    ({ runs, counts }) => ({
      counts: async (run) => {
        const all = await Promise.all((await runs()).map(async ({ id }) => counts(id)))
        return { ...(await counts(run)), planned: all.reduce((sum, { planned }) => sum + planned, 0) }
      },
    }),
    'keeps runs apart',
  ],
  [
    'starts stale plans',
    ({ startRun }) => ({ startRun: async (run) => ignore(startRun(run), 'another run was started') }),
    'counts the runs that were started, and rejects a plan from before the last start',
  ],
  [
    'starts a run once only',
    ({ startRun }) => {
      const started = new Set<string>()
      return {
        startRun: async (run) => {
          if (started.has(run)) throw new Error('It was started.')
          await startRun(run)
          started.add(run)
        },
      }
    },
    'continues the run that was started last, which makes a plan from before stale',
  ],
  [
    'drops the ledger of a plan',
    ({ addOwners }) => ({
      addOwners: async (run, owners) =>
        addOwners(
          run,
          owners.map((owner) => ({ ...owner, ledger: [] })),
        ),
    }),
    'carries out the ledger of a plan when its run is started, and only then',
  ],
  [
    'skips nothing',
    ({ steps }) => ({
      steps: (run, filter) =>
        mapped(steps(run, filter), (step) =>
          step.state === 'skipped' ? { ...step, state: 'planned' } : step,
        ),
    }),
    'skips what earlier runs have left, but for owners that are stopped in the new one',
  ],
  [
    'takes unknown outcomes for resolved',
    ({ unresolved }) => ({
      unresolved: async (owner) => (await unresolved(owner)).filter(({ state }) => state !== 'unknown'),
    }),
    'finds the unresolved steps of an owner in every started run',
  ],
  [
    'finds finished locations unfinished',
    ({ locations }) => ({ locations: async (run) => locations(run) }),
    'finds the locations of a run, and those with unfinished steps',
  ],
  [
    'drops details',
    ({ steps }) => ({
      steps: (run, filter) => mapped(steps(run, filter), ({ detail: _detail, ...step }) => step),
    }),
    'records intents and outcomes with their details',
  ],
  [
    'drops the block of an outcome',
    ({ commit }) => ({
      commit: async (changes) =>
        commit(
          changes.map((change) => {
            if (change.change !== 'outcome') return change
            const { ledger: _ledger, ...rest } = change
            return rest
          }),
        ),
    }),
    'records an outcome and its block together',
  ],
  [
    'carries out the last change first',
    ({ commit }) => ({ commit: async (changes) => commit(reversed(changes)) }),
    'carries out changes in their order',
  ],
  [
    'commits each change by itself',
    ({ commit }) => ({
      commit: async (changes) => {
        for (const change of changes) await commit([change])
      },
    }),
    'carries out all changes of a commit or none',
  ],
  [
    'ignores the case of owners',
    ({ commit, ledger }) => ({
      commit: async (changes) =>
        commit(
          changes.map((change) =>
            change.change === 'ledger' ? { ...change, owner: change.owner.toLowerCase() } : change,
          ),
        ),
      ledger: async (owner) => ledger(owner.toLowerCase()),
    }),
    'keeps every field of a ledger by owner and id',
  ],
  [
    'counts refused steps as skipped',
    ({ counts }) => ({
      counts: async (run) => {
        const all = await counts(run)
        return { ...all, refused: 0, skipped: all.skipped + all.refused }
      },
    }),
    'counts the steps in every state',
  ],
  [
    'loses steps after many',
    ({ steps }) => ({
      async *steps(run, filter) {
        let count = 0
        for await (const step of steps(run, filter)) {
          count += 1
          if (count > 5000) return
          yield step
        }
      },
    }),
    'reads 10,000 steps while they change',
  ],
  [
    'keeps feeds as text',
    ({ saveFeed }) => ({
      saveFeed: async (key, record) =>
        saveFeed(key, { ...record, body: new TextEncoder().encode(new TextDecoder().decode(record.body)) }),
    }),
    'keeps feeds with any bytes, and nothing of a former one',
  ],
  [
    'locks nothing',
    () => ({ lock: async () => ({ signal: new AbortController().signal, release: async () => {} }) }),
    'locks a scope for one holder at a time',
  ],
]
