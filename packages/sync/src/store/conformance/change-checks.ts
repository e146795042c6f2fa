import { noSteps } from '../../step.ts'
import type { StoreChange } from '../store.ts'
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
  oddText,
  outcome,
  plan,
  planOf,
  runOf,
  start,
  statesOf,
  valueOn,
  type Checks,
} from './harness.ts'

const ledgerChange = (id: string, day?: number): StoreChange => ({
  change: 'ledger',
  owner: ann,
  ledger: { id, entry: day === undefined ? null : entryOn(day) },
})

/** Checks of intents, outcomes and the ledger. */
export const changeChecks: Checks = {
  'records intents and outcomes with their details': async (store) => {
    const [one, two] = await start(store, 'aaaaaaa1', [planOf(ann, creates(3))])
    if (one === undefined || two === undefined) throw new Error('Expected three steps.')
    const read = async (): Promise<unknown[]> =>
      (await collect(store.steps('aaaaaaa1'))).map(({ state, detail = {} }) => [state, detail])
    await store.commit([intent(one)])
    assertEqual(
      await read(),
      [
        ['sent', {}],
        ['planned', {}],
        ['planned', {}],
      ],
      'the steps after an intent',
    )
    const detail = { id: oddText, code: 'not-found', message: oddText } as const
    await store.commit([outcome(one, 'failed', { detail }), outcome(two, 'unknown')])
    assertEqual(
      await read(),
      [
        ['failed', detail],
        ['unknown', {}],
        ['planned', {}],
      ],
      'the steps after their outcomes',
    )
    await store.commit([intent(one), intent(two)])
    await store.commit([outcome(one, 'planned'), outcome(two, 'done', { detail: { id: 'b2' } })])
    assertEqual(
      await read(),
      [
        ['planned', {}],
        ['done', { id: 'b2' }],
        ['planned', {}],
      ],
      'the steps after they were sent again',
    )
  },
  'records an outcome and its block together': async (store) => {
    const [one, two] = await start(store, 'aaaaaaa1', [planOf(ann, creates(2)), planOf(ben, [])])
    if (one === undefined || two === undefined) throw new Error('Expected two steps.')
    await store.commit([intent(one), intent(two)])
    await store.commit([
      outcome(one, 'done', { detail: { id: 'b1' }, ledger: { id: 'b1', entry: entryOn(1) } }),
      outcome(two, 'done', { ledger: { id: 'b0', entry: null } }),
    ])
    assertEqual(await store.ledger(ann), new Map([['b1', entryOn(1)]]), 'the ledger of the owner')
    assertEqual(await store.ledger(ben), new Map(), 'the ledger of another owner')
  },
  'carries out changes in their order': async (store) => {
    const [one] = await start(store, 'aaaaaaa1', [planOf(ann, creates(1))])
    if (one === undefined) throw new Error('Expected a step.')
    await store.commit([intent(one), outcome(one, 'done'), ledgerChange('b1', 1), ledgerChange('b1')])
    await store.commit([
      ledgerChange('b2'),
      ledgerChange('b2', 2),
      ledgerChange('b3', 3),
      ledgerChange('b3', 4),
    ])
    assertEqual(await statesOf(store, 'aaaaaaa1'), ['done'], 'the state of the step')
    assertEqual(
      await store.ledger(ann),
      new Map([
        ['b2', entryOn(2)],
        ['b3', entryOn(4)],
      ]),
      'the ledger',
    )
    await store.commit([])
  },
  'carries out all changes of a commit or none': async (store) => {
    const [one] = await start(store, 'aaaaaaa1', [planOf(ann, creates(1))])
    if (one === undefined) throw new Error('Expected a step.')
    await assertRejects(
      store.commit([
        intent(one),
        { change: 'ledger', owner: ann, ledger: { id: 'b1', entry: entryOn(1) } },
        { change: 'intent', step: one.id + 1000 },
      ]),
      'a commit for an unknown step',
    )
    assertEqual(await statesOf(store, 'aaaaaaa1'), ['planned'], 'the state of the step')
    assertEqual(await store.ledger(ann), new Map(), 'the ledger')
    await Promise.all([
      store.commit([intent(one)]),
      store.commit([{ change: 'ledger', owner: ann, ledger: { id: 'b2', entry: entryOn(2) } }]),
    ])
    assertEqual(await statesOf(store, 'aaaaaaa1'), ['sent'], 'the state of the step after the next commit')
    assertEqual(await store.ledger(ann), new Map([['b2', entryOn(2)]]), 'the ledger after the next commit')
  },
  'keeps every field of a ledger by owner and id': async (store) => {
    const full = {
      ...entryOn(24, `${oddText}\u0000\ud800.`),
      stored: valueOn(25, 'as the service has it'),
      deletedByHand: true,
    } as const
    const ids = ['b', 'B', 'b ', `b${oddText}`, 'b'.repeat(200)]
    for (const owner of [ann, ben, cat, 'loc-1/user/ANN']) {
      await store.commit(
        ids.map((id) => ({
          change: 'ledger',
          owner,
          ledger: { id, entry: { ...full, reasons: [owner, id] } },
        })),
      )
    }
    const ledger = (owner: string): Map<string, unknown> =>
      new Map(ids.map((id) => [id, { ...full, reasons: [owner, id] }]))
    assertEqual(await store.ledger(ann), ledger(ann), 'the ledger of an owner')
    assertEqual(await store.ledger('loc-1/user/ANN'), ledger('loc-1/user/ANN'), 'the ledger of another owner')
    await store.commit([{ change: 'ledger', owner: ann, ledger: { id: 'b', entry: entryOn(1) } }])
    assertEqual(
      (await store.ledger(ann)).get('b'),
      entryOn(1),
      'a block that was replaced: no field of before',
    )
    assertEqual(await store.ledger(cat), ledger(cat), 'the ledger of an owner of another location')
  },
  'counts the steps in every state': async (store) => {
    const all = await start(store, 'aaaaaaa1', [planOf(ann, creates(20)), planOf(cat, creates(20))])
    const states = ['done', 'exists', 'failed', 'unknown', 'refused', 'skipped'] as const
    const ended = states.flatMap((state, index) =>
      all.slice(index * 6, index * 6 + index + 1).map((step) => outcome(step, state)),
    )
    await store.commit([...ended, ...all.slice(-2).map(intent)])
    const counts = { planned: 17, sent: 2, done: 1, exists: 2, failed: 3, unknown: 4, refused: 5, skipped: 6 }
    assertEqual(await store.counts('aaaaaaa1'), counts, 'the counts')
    await plan(store, 'aaaaaaa2', [])
    assertEqual(await store.counts('aaaaaaa2'), noSteps, 'the counts of a run without steps')
  },
  'reads 10,000 steps while they change': async (store) => {
    const many = creates(10_000)
    await store.addRun(runOf('aaaaaaa1'))
    await store.addOwners('aaaaaaa1', [planOf(ann, many)])
    await store.finishPlan('aaaaaaa1')
    await store.startRun('aaaaaaa1')
    let count = 0
    let last = -Infinity
    for await (const step of store.steps('aaaaaaa1', { states: ['planned'] })) {
      // Each by its title, which is faster, and every hundredth as a whole.
      if (count % 100 === 0) assertEqual(step.step, many[count], `step ${count}`)
      const title = 'wanted' in step.step ? step.step.wanted?.title : undefined
      if (title !== `Closed ${count}`) throw new Error(`Expected step ${count} and got ${title}.`)
      if (step.id <= last) throw new Error(`Expected ascending ids and got ${step.id} after ${last}.`)
      count += 1
      last = step.id
      if (count % 1000 === 0) await store.commit([outcome(step, 'done')])
    }
    assertEqual(count, 10_000, 'the number of steps')
    assertEqual(await store.counts('aaaaaaa1'), { ...noSteps, planned: 9990, done: 10 }, 'the counts')
  },
  'keeps feeds with any bytes, and nothing of a former one': async (store) => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256)
    const keys = ['feed', 'FEED', `https://example.com/${oddText}?a=b`]
    for (const key of keys)
      await store.saveFeed(key, { etag: `"${key}"`, lastModified: 'today', body: bytes })
    const read = async (key: string): Promise<unknown> => {
      const feed = await store.feed(key)
      return feed === undefined ? undefined : { ...feed, body: Uint8Array.from(feed.body) }
    }
    for (const key of keys)
      assertEqual(await read(key), { etag: `"${key}"`, lastModified: 'today', body: bytes }, 'a feed')
    await store.saveFeed('feed', { body: new Uint8Array() })
    assertEqual(await read('feed'), { body: new Uint8Array() }, 'a feed that was replaced')
    assertEqual(await read('feed2'), undefined, 'an unknown feed')
  },
  'locks a scope for one holder at a time': async (store) => {
    const lock = await store.lock('loc-1')
    await assertRejects(store.lock('loc-1'), 'locking a scope in use', 'store-locked')
    const other = await store.lock('loc-2')
    assertEqual(lock.signal.aborted, false, 'the abortion of a held lock')
    await lock.release()
    await lock.release()
    const again = await store.lock('loc-1')
    await lock.release()
    await assertRejects(
      store.lock('loc-1'),
      'locking a scope after a former holder has released twice',
      'store-locked',
    )
    await Promise.all([again.release(), other.release()])
    const allRuns = await store.lock('run')
    await assertRejects(store.lock('run'), 'locking all runs twice', 'store-locked')
    await allRuns.release()
  },
}

/** Checks of a state that was closed and opened again. */
export const reopenChecks: Checks = {
  'has everything after it was closed and opened again': async (store, reopen) => {
    const [one, two] = await start(store, 'aaaaaaa1', [planOf(ann, creates(4)), planOf(cat, creates(2))])
    if (one === undefined || two === undefined || reopen === undefined) throw new Error('Expected steps.')
    await store.commit([intent(one), intent(two)])
    await store.commit([
      outcome(one, 'done', { detail: { id: 'b1' }, ledger: { id: 'b1', entry: entryOn(1) } }),
    ])
    await plan(store, 'aaaaaaa2', [planOf(ann, creates(1))])
    await store.addRun(runOf('aaaaaaa3'))
    await store.addOwners('aaaaaaa3', [planOf(ben, creates(2))])
    await store.saveFeed('feed', { etag: 'e', body: Uint8Array.of(0, 255) })
    await store.lock('loc-1')
    const read = async (from: typeof store): Promise<unknown> => ({
      runs: await from.runs(),
      steps: [await collect(from.steps('aaaaaaa1')), await collect(from.steps('aaaaaaa2'))],
      owners: await collect(from.owners('aaaaaaa1')),
      ledger: await from.ledger(ann),
      unresolved: await from.unresolved(ann),
      feed: Uint8Array.from((await from.feed('feed'))?.body ?? []),
    })
    const before = await read(store)
    const again = await reopen()
    assertEqual(await read(again), before, 'the state')
    const next = await again.lock('loc-1')
    await next.release()
    assertEqual(await again.addRun(runOf('aaaaaaa4')), 1, 'the serial of the next run')
    await assertRejects(again.finishPlan('aaaaaaa3'), 'ending a plan that was left before')
  },
}
