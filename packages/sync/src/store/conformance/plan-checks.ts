import type { Step } from '../../step.ts'
import { collect } from '../../collect.ts'
import {
  ann,
  assertEqual,
  assertRejects,
  ben,
  cat,
  createOn,
  creates,
  oddText,
  outcome,
  entryOn,
  plan,
  plannedOf,
  planOf,
  runOf,
  start,
  stateOf,
  valueOn,
  type Checks,
} from './harness.ts'

const reasons = ['feed/a\u0000b', `holidays/${oddText}`]
const wanted = { ...valueOn(24, oddText), reasons }

/** A step of every kind. */
const steps: readonly Step[] = [
  { action: 'create', wanted },
  { action: 'create', wanted, sentBefore: true },
  { action: 'update', id: 'b1', wanted, was: valueOn(23), by: 'person' },
  { action: 'delete', id: oddText, was: valueOn(1), reasons, why: 'surplus' },
  { action: 'keep', id: 'b3', was: valueOn(2), wanted, why: 'edited-by-hand' },
  { action: 'refuse', wanted, over: [] },
]

/** Checks of plans. */
export const planChecks: Checks = {
  'is empty at first': async (store) => {
    assertEqual(await store.runs(), [], 'the runs')
    assertEqual(await store.ledger(ann), new Map(), 'the ledger of an unknown owner')
    assertEqual(await store.unresolved(ann), [], 'the unresolved steps of an unknown owner')
    assertEqual(await store.feed('feed'), undefined, 'an unknown feed')
  },
  'shows a run once it is planned, and forgets one that was left before': async (store) => {
    await store.addRun(runOf('aaaaaaa1'))
    await store.addOwners('aaaaaaa1', [planOf(ann, creates(3))])
    assertEqual(await store.runs(), [], 'the runs while the first is being planned')
    await store.addRun(runOf('aaaaaaa2'))
    await store.addOwners('aaaaaaa2', [planOf(ann, creates(2))])
    await assertRejects(store.finishPlan('aaaaaaa1'), 'ending a plan that was left')
    await store.finishPlan('aaaaaaa2')
    const run = { ...runOf('aaaaaaa2'), state: 'planned', serial: 0 }
    assertEqual(await store.runs(), [run], 'the runs')
    assertEqual((await collect(store.steps('aaaaaaa2'))).length, 2, 'the number of steps')
    await plan(store, 'aaaaaaa3', [])
    assertEqual((await store.runs()).length, 2, 'the number of runs: a complete plan is not forgotten')
  },
  'lists runs newest first, all or by the start of an id': async (store) => {
    await plan(store, 'abc00001', [])
    await plan(store, 'abd00002', [])
    await store.addRun({ ...runOf('bbb00003'), createdAt: 5, undoes: 'abc00001' })
    await store.finishPlan('bbb00003')
    const ids = async (id?: string): Promise<string[]> => (await store.runs(id)).map((run) => run.id)
    assertEqual(await ids(), ['bbb00003', 'abd00002', 'abc00001'], 'the ids')
    assertEqual(await ids('ab'), ['abd00002', 'abc00001'], 'the ids that begin with ab')
    assertEqual(await ids('abc00001'), ['abc00001'], 'the run of a whole id')
    assertEqual([await ids('b0'), await ids('%')], [[], []], 'the ids that begin otherwise')
    assertEqual((await store.runs('bbb'))[0]?.undoes, 'abc00001', 'the run that it undoes')
  },
  'keeps the owners of a plan in their order, with all fields': async (store) => {
    const stop = { reason: 'max-delete', message: oddText, source: 'feed', count: 12 } as const
    const plans = [
      planOf(cat, creates(1)),
      planOf(ann, [], { stop, shown: 0 }),
      planOf(ben, creates(2), { ledger: [{ id: 'b1', entry: null }] }),
    ]
    await store.addRun(runOf('aaaaaaa1'))
    await store.addOwners('aaaaaaa1', plans.slice(0, 1))
    await store.addOwners('aaaaaaa1', plans.slice(1))
    await store.finishPlan('aaaaaaa1')
    await plan(store, 'aaaaaaa2', [planOf(ann, creates(1))])
    assertEqual(await collect(store.owners('aaaaaaa1')), plans.map(plannedOf), 'the owners')
    assertEqual(
      await collect(store.owners('aaaaaaa1', 'loc-1')),
      plans.slice(1).map(plannedOf),
      'the owners of a location',
    )
    assertEqual(await store.locations('aaaaaaa1'), ['loc-2', 'loc-1'], 'the locations')
  },
  'adds owners in one transaction, and each of them once': async (store) => {
    await store.addRun(runOf('aaaaaaa1'))
    await store.addOwners('aaaaaaa1', [planOf(ann, creates(2))])
    await assertRejects(
      store.addOwners('aaaaaaa1', [planOf(ben, creates(1)), planOf(ann, creates(1))]),
      'adding an owner a second time',
    )
    await store.finishPlan('aaaaaaa1')
    const owners = await collect(store.owners('aaaaaaa1'))
    assertEqual(
      [owners.map(({ owner }) => owner), (await collect(store.steps('aaaaaaa1'))).length],
      [[ann], 2],
      'the owners and the number of steps',
    )
  },
  'changes no plan that is complete': async (store) => {
    await plan(store, 'aaaaaaa1', [planOf(ann, creates(1))])
    await assertRejects(store.addOwners('aaaaaaa1', [planOf(ben, [])]), 'adding an owner to a complete plan')
    await assertRejects(store.addRun(runOf('aaaaaaa1')), 'adding a run with an id that is taken')
    await assertRejects(store.addOwners('ffffffff', [planOf(ben, [])]), 'adding an owner to an unknown run')
    await store.startRun('aaaaaaa1')
    await assertRejects(store.finishPlan('aaaaaaa1'), 'ending the plan of a started run')
    assertEqual(await stateOf(store, 'aaaaaaa1'), 'applying', 'the state of the run')
  },
  'keeps steps of every kind in their order, with ascending ids': async (store) => {
    await plan(store, 'aaaaaaa1', [
      planOf(ann, steps),
      planOf(cat, steps.slice(0, 1)),
      planOf(ben, steps.slice(2)),
    ])
    const stored = await collect(store.steps('aaaaaaa1'))
    const expected = [
      ...steps.map((step) => ({ owner: ann, state: 'planned', step })),
      ...steps.slice(0, 1).map((step) => ({ owner: cat, state: 'planned', step })),
      ...steps.slice(2).map((step) => ({ owner: ben, state: 'planned', step })),
    ]
    assertEqual(
      stored.map(({ id: _id, ...rest }) => rest),
      expected,
      'the steps',
    )
    const ids = stored.map(({ id }) => id)
    assertEqual(
      ids.every((id, index) => Number.isSafeInteger(id) && id > (ids[index - 1] ?? -Infinity)),
      true,
      'the ascent of the ids',
    )
  },
  'finds the steps of a location and of states, and no others': async (store) => {
    const all = await start(store, 'aaaaaaa1', [
      planOf(ann, creates(2)),
      planOf(cat, creates(2)),
      planOf(ben, creates(2)),
    ])
    const [a1, a2, c1, , b1, b2] = all
    if (a1 === undefined || a2 === undefined || c1 === undefined || b1 === undefined || b2 === undefined)
      throw new Error('Expected six steps.')
    await store.commit([outcome(a1, 'done'), outcome(c1, 'failed'), outcome(b1, 'failed')])
    const find = async (filter: Parameters<typeof store.steps>[1]): Promise<number[]> =>
      (await collect(store.steps('aaaaaaa1', filter))).map(({ id }) => id)
    assertEqual(
      await find({ locationId: 'loc-1' }),
      [a1, a2, b1, b2].map(({ id }) => id),
      'the steps of a location',
    )
    assertEqual(
      await find({ states: ['failed', 'done'] }),
      [a1, c1, b1].map(({ id }) => id),
      'the steps of two states',
    )
    assertEqual(
      await find({ locationId: 'loc-1', states: ['planned'] }),
      [a2.id, b2.id],
      'the planned steps of a location',
    )
    assertEqual(
      [await find({ locationId: 'loc-3' }), await find({ states: [] })],
      [[], []],
      'the steps of an unknown location, and of no state',
    )
  },
  'removes runs with their steps, and keeps what they have made': async (store) => {
    await start(store, 'aaaaaaa1', [planOf(ann, creates(2))])
    await store.commit([{ change: 'ledger', owner: ann, ledger: { id: 'b1', entry: entryOn(1) } }])
    await assertRejects(store.removeRuns(['aaaaaaa1']), 'removing a run that is being applied')
    await start(store, 'aaaaaaa2', [planOf(cat, creates(1))])
    await assertRejects(store.removeRuns(['aaaaaaa2']), 'removing the run that was started last')
    await plan(store, 'aaaaaaa3', [planOf(cat, creates(1))])
    await store.removeRuns(['aaaaaaa1'])
    assertEqual(
      (await store.runs()).map(({ id }) => id),
      ['aaaaaaa3', 'aaaaaaa2'],
      'the runs',
    )
    assertEqual(await store.unresolved(ann), [], 'the unresolved steps of a run that was removed')
    assertEqual((await store.ledger(ann)).size, 1, 'the size of the ledger')
    assertEqual((await collect(store.steps('aaaaaaa2'))).length, 1, 'the number of steps of the other run')
    await store.startRun('aaaaaaa3')
  },
  'keeps runs apart': async (store) => {
    await plan(store, 'aaaaaaa1', [planOf(ann, [createOn(1)])])
    await plan(store, 'aaaaaaa2', [planOf(ann, [createOn(2)]), planOf(cat, [createOn(3)])])
    const titles = async (run: string): Promise<unknown[]> =>
      (await collect(store.steps(run))).map(({ step }) => step)
    assertEqual(await titles('aaaaaaa1'), [createOn(1)], 'the steps of the first run')
    assertEqual(await titles('aaaaaaa2'), [createOn(2), createOn(3)], 'the steps of the second run')
    assertEqual(await store.locations('aaaaaaa1'), ['loc-1'], 'the locations of the first run')
    assertEqual((await store.counts('aaaaaaa1')).planned, 1, 'the number of planned steps of the first run')
  },
}
