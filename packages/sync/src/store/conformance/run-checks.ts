import { collect } from '../../collect.ts'
import {
  ann,
  assertEqual,
  assertRejects,
  ben,
  cat,
  creates,
  intent,
  entryOn,
  outcome,
  plan,
  planOf,
  start,
  stateOf,
  statesOf,
  type Checks,
} from './harness.ts'

/** Checks of runs. */
export const runChecks: Checks = {
  'counts the runs that were started, and rejects a plan from before the last start': async (store) => {
    await plan(store, 'aaaaaaa1', [])
    await plan(store, 'aaaaaaa2', [planOf(ann, [], { ledger: [{ id: 'b2', entry: entryOn(2) }] })])
    await store.startRun('aaaaaaa1')
    await assertRejects(store.startRun('aaaaaaa2'), 'starting a stale plan', 'plan-stale')
    assertEqual(
      [await stateOf(store, 'aaaaaaa1'), await stateOf(store, 'aaaaaaa2')],
      ['applying', 'planned'],
      'the states of both runs',
    )
    assertEqual(await store.ledger(ann), new Map(), 'the ledger after a start that was rejected')
    await plan(store, 'aaaaaaa3', [])
    assertEqual(
      (await store.runs()).map(({ serial }) => serial),
      [1, 0, 0],
      'the serials',
    )
    await store.startRun('aaaaaaa3')
    await assertRejects(store.startRun('ffffffff'), 'starting an unknown run')
  },
  'continues the run that was started last, which makes a plan from before stale': async (store) => {
    await start(store, 'aaaaaaa1', [])
    await plan(store, 'aaaaaaa3', [])
    for (const state of ['stopped', 'done'] as const) {
      await store.startRun('aaaaaaa1')
      await store.endRun('aaaaaaa1', state)
      assertEqual(await stateOf(store, 'aaaaaaa1'), state, 'the state of an ended run')
      await store.startRun('aaaaaaa1')
      assertEqual(await stateOf(store, 'aaaaaaa1'), 'applying', 'the state of a run that continues')
    }
    await assertRejects(
      store.startRun('aaaaaaa3'),
      'starting a plan from before a run has continued',
      'plan-stale',
    )
    await plan(store, 'aaaaaaa2', [])
    await store.startRun('aaaaaaa2')
    assertEqual(
      [await stateOf(store, 'aaaaaaa1'), await stateOf(store, 'aaaaaaa2')],
      ['stopped', 'applying'],
      'the states of both runs',
    )
    await assertRejects(
      store.startRun('aaaaaaa1'),
      'continuing a run after another was started',
      'plan-stale',
    )
    assertEqual(await stateOf(store, 'aaaaaaa2'), 'applying', 'the state of the run that was started last')
  },
  'carries out the ledger of a plan when its run is started, and only then': async (store) => {
    await start(store, 'aaaaaaa1', [
      planOf(ann, [], {
        ledger: [
          { id: 'b1', entry: entryOn(1) },
          { id: 'b2', entry: entryOn(2) },
        ],
      }),
    ])
    await plan(store, 'aaaaaaa2', [
      planOf(ann, [], {
        ledger: [
          { id: 'b1', entry: null },
          { id: 'b3', entry: entryOn(3) },
        ],
      }),
    ])
    const before = new Map([
      ['b1', entryOn(1)],
      ['b2', entryOn(2)],
    ])
    assertEqual(await store.ledger(ann), before, 'the ledger before the start')
    await store.startRun('aaaaaaa2')
    const after = new Map([
      ['b2', entryOn(2)],
      ['b3', entryOn(3)],
    ])
    assertEqual(await store.ledger(ann), after, 'the ledger after the start')
    await store.commit([{ change: 'ledger', owner: ann, ledger: { id: 'b3', entry: null } }])
    await store.startRun('aaaaaaa2')
    assertEqual(
      await store.ledger(ann),
      new Map([['b2', entryOn(2)]]),
      'the ledger after the run has continued',
    )
  },
  'skips what earlier runs have left, but for owners that are stopped in the new one': async (store) => {
    const left = await start(store, 'aaaaaaa1', [
      planOf(ann, creates(5)),
      planOf(ben, creates(1)),
      planOf(cat, creates(1)),
    ])
    const [, sent, unknown, done, failed] = left
    if (sent === undefined || unknown === undefined || done === undefined || failed === undefined)
      throw new Error('Expected five steps.')
    await store.commit([
      intent(sent),
      outcome(unknown, 'unknown'),
      outcome(done, 'done'),
      outcome(failed, 'failed'),
    ])
    const stop = { reason: 'unreadable', message: 'The list could not be read.' } as const
    await plan(store, 'aaaaaaa2', [planOf(ann, creates(1)), planOf(ben, [], { stop })])
    const states = ['planned', 'sent', 'unknown', 'done', 'failed', 'planned', 'planned']
    assertEqual(await statesOf(store, 'aaaaaaa1'), states, 'the states before the start')
    await store.startRun('aaaaaaa2')
    const after = ['skipped', 'skipped', 'skipped', 'done', 'failed', 'planned', 'planned']
    assertEqual(await statesOf(store, 'aaaaaaa1'), after, 'the states after the start')
    assertEqual(await statesOf(store, 'aaaaaaa2'), ['planned'], 'the states of the run itself')
    const unresolved = async (owner: string): Promise<number[]> =>
      (await store.unresolved(owner)).map(({ id }) => id)
    const own = (await collect(store.steps('aaaaaaa2'))).map(({ id }) => id)
    assertEqual(await unresolved(ann), own, 'the unresolved steps of the owner')
    assertEqual(
      await unresolved(ben),
      left.slice(5, 6).map(({ id }) => id),
      'those of the stopped owner',
    )
    assertEqual(
      await unresolved(cat),
      left.slice(6).map(({ id }) => id),
      'those of an owner that the new run lacks',
    )
  },
  'finds the unresolved steps of an owner in every started run': async (store) => {
    const all = await start(store, 'aaaaaaa1', [planOf(ann, creates(8)), planOf(ben, creates(1))])
    const ended = ['done', 'exists', 'failed', 'refused', 'skipped', 'unknown'] as const
    await store.commit([
      ...ended.flatMap((state, index) => all.slice(index, index + 1).map((step) => outcome(step, state))),
      ...all.slice(6, 7).map(intent),
    ])
    const expected = (await collect(store.steps('aaaaaaa1'))).slice(5, 8)
    assertEqual(
      expected.map(({ state }) => state),
      ['unknown', 'sent', 'planned'],
      'the states',
    )
    assertEqual(await store.unresolved(ann), expected, 'the unresolved steps while the run is applying')
    for (const state of ['stopped', 'done'] as const) {
      await store.endRun('aaaaaaa1', state)
      assertEqual(await store.unresolved(ann), expected, `the unresolved steps once the run is ${state}`)
    }
    await plan(store, 'aaaaaaa2', [planOf(ann, creates(4))])
    assertEqual(
      await store.unresolved(ann),
      expected,
      'the unresolved steps beside a plan that was not started',
    )
  },
  'finds the locations of a run, and those with unfinished steps': async (store) => {
    const all = await start(store, 'aaaaaaa1', [
      planOf(cat, creates(1)),
      planOf(ann, creates(1)),
      planOf(ben, creates(2)),
      planOf('loc-0/user/dan', []),
    ])
    const [c1, a1, b1, b2] = all
    if (c1 === undefined || a1 === undefined || b1 === undefined || b2 === undefined)
      throw new Error('Expected four steps.')
    assertEqual(await store.locations('aaaaaaa1'), ['loc-2', 'loc-1', 'loc-0'], 'the locations')
    assertEqual(
      await store.locations('aaaaaaa1', 'unfinished'),
      ['loc-2', 'loc-1'],
      'the unfinished locations at first',
    )
    await store.commit([outcome(a1, 'done'), intent(b1), outcome(b2, 'unknown'), intent(c1)])
    assertEqual(
      await store.locations('aaaaaaa1', 'unfinished'),
      ['loc-2', 'loc-1'],
      'the locations with sent steps',
    )
    await store.commit([outcome(b1, 'failed'), outcome(c1, 'planned')])
    assertEqual(
      await store.locations('aaaaaaa1', 'unfinished'),
      ['loc-2'],
      'the locations with planned steps',
    )
    await store.commit([outcome(c1, 'refused')])
    assertEqual(
      await store.locations('aaaaaaa1', 'unfinished'),
      [],
      'the locations once all steps have ended',
    )
  },
}
