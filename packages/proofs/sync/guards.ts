import { startSandbox, type Fault } from '@block-slots/sandbox'
import { createBlockSlotsClient } from '@block-slots/client/src/index.ts'
import type { Stop } from '@block-slots/sync/src/plan.ts'
import { ics } from '@block-slots/sync/src/source/ics.ts'
import { sqliteStore } from '@block-slots/sync/src/store/sqlite/index.ts'
import { createSync } from '@block-slots/sync/src/create-sync.ts'
import type { Sync } from '@block-slots/sync/src/sync.ts'
import { calendarOf, startFeeds, type FeedEvent, type FeedResponse } from './feed.ts'
import { sumOf, writesSince } from './judge.ts'

/** Something that looks like a failure of the feed or of the list, and what has to come of it. */
type Case = {
  readonly name: string
  readonly feed?: FeedResponse
  readonly lists?: readonly Fault[]
  readonly stop?: Stop['reason']
  /** Writes that are right. */
  readonly writes: number
}

type GuardResult = {
  readonly name: string
  /** The reason that was named. */
  readonly stop: string
  readonly writes: number
  readonly deleted: number
  /** What has to come of it, in words. */
  readonly expected: string
  /** Named as it has to be, and nothing written that should not be. */
  readonly isHeld: boolean
}

export type GuardsResult = {
  readonly cases: readonly GuardResult[]
  /** Deletes of a plan whose number was not allowed, or another one. */
  readonly deletedUnallowed: number
  /** Blocks of the shrunk feed's difference that were deleted once their number was allowed: the control. */
  readonly deletedAllowed: number
  readonly expectedDeletes: number
}

const [locationId, userId] = ['C2QujeCh8ZnC7al2InWR', '0007BWpSzSwfiuSl0tR2']

const pad = (part: number): string => String(part).padStart(2, '0')

/** An event a day. */
const eventsOf = (count: number, uid = 'event'): FeedEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    uid: `${uid}-${index}@clinic.example`,
    start: `202703${pad(1 + (index % 28))}T${pad(9 + Math.floor(index / 28))}0000Z`,
    duration: 'PT45M',
    title: `Patient ${index}`,
  }))

const html = '<!DOCTYPE html><html><body>Sign in to your calendar</body></html>'

function casesOf(count: number): Case[] {
  const whole = calendarOf(eventsOf(count))
  const few = calendarOf(eventsOf(Math.ceil(count / 10)))
  return [
    { name: 'feed empty', feed: { body: calendarOf([]) }, stop: 'source-empty', writes: 0 },
    {
      name: 'feed truncated',
      feed: { body: whole.slice(0, whole.length / 2) },
      stop: 'source-failed',
      writes: 0,
    },
    { name: 'feed of no bytes', feed: { body: '' }, stop: 'source-failed', writes: 0 },
    { name: 'feed 404', feed: { status: 404, body: '' }, stop: 'source-failed', writes: 0 },
    {
      name: 'feed 404 with a calendar',
      feed: { status: 404, body: whole },
      stop: 'source-failed',
      writes: 0,
    },
    { name: 'feed 500', feed: { status: 500, body: '' }, stop: 'source-failed', writes: 0 },
    { name: 'feed HTML', feed: { type: 'text/html', body: html }, stop: 'source-failed', writes: 0 },
    { name: 'feed shrunk by 90 %', feed: { body: few }, stop: 'max-delete', writes: 0 },
    { name: 'list empty', lists: [{ fault: 'empty-list', on: 'every' }], stop: 'list-empty', writes: 0 },
    {
      name: 'list truncated to a half',
      lists: [{ fault: 'truncated-list', at: count / 2, on: 'every' }],
      stop: 'list-truncated',
      writes: 0,
    },
    {
      name: 'list 403',
      lists: [{ fault: 'forbidden', operation: 'listBlockedSlots', on: 'every' }],
      stop: 'unreadable',
      writes: 0,
    },
    { name: 'feed renumbered', feed: { body: calendarOf(eventsOf(count, 'other')) }, writes: 0 },
    {
      name: 'one removed after that',
      feed: { body: calendarOf(eventsOf(count, 'other').slice(1)) },
      writes: 1,
    },
  ]
}

/** Lets feed and lists fail in every way that must not delete anything. */
export async function runGuards(count: number): Promise<GuardsResult> {
  const feeds = await startFeeds()
  const sandbox = await startSandbox()
  const store = sqliteStore(':memory:')
  const address = `${feeds.url}/anna.ics`
  const whole: FeedResponse = { body: calendarOf(eventsOf(count)) }
  const sync = createSync({
    config: {
      name: 'guards',
      timeZone: 'Europe/Berlin',
      window: { from: '2027-03-01', days: 60 },
      owners: { anna: { locationId, userId } },
      sources: { feed: { for: 'all', items: ics({ url: address, allowPrivateAddresses: true }) } },
    },
    clientOf: () => createBlockSlotsClient({ token: sandbox.token, fetch: sandbox.fetch, limiter: false }),
    store,
  })
  const run = async (one: Case): Promise<GuardResult> => {
    if (one.feed !== undefined) feeds.set('/anna.ics', one.feed)
    sandbox.setFaults(one.lists ?? [])
    const from = sandbox.audit.length
    const plan = await sync.plan()
    const report = await sync.apply(plan)
    const writes = writesSince(sandbox.audit, from)
    const [stop = 'none'] = report.stopped.map((owner) => owner.stop?.reason ?? 'none')
    const { name, stop: expected = 'none' } = one
    return {
      name,
      stop,
      writes: sumOf(writes),
      deleted: writes.deleted,
      expected: `stopped: ${expected}, writes: ${one.writes}`,
      isHeld: stop === expected && sumOf(writes) === one.writes,
    }
  }
  const results: GuardResult[] = []
  try {
    feeds.set('/anna.ics', whole)
    await sync.apply(await sync.plan())
    // oxlint-disable no-await-in-loop -- The feed and the lists are changed for one after another.
    for (const one of casesOf(count)) {
      results.push(await run(one))
      // A case begins with the feed and the calendar as they should be; the last two belong together.
      if (one.stop !== undefined) feeds.set('/anna.ics', whole)
    }
    // oxlint-enable no-await-in-loop
    sandbox.setFaults([])
    feeds.set('/anna.ics', { body: calendarOf(eventsOf(2, 'other').slice(1)) })
    return { cases: results, ...(await allow(sync, () => writesSince(sandbox.audit, 0).deleted)) }
  } finally {
    await store.close()
    await sandbox.close()
    await feeds.close()
  }
}

/** Allows another number of deletes than the plan names, then that number. */
async function allow(sync: Sync, deletedSoFar: () => number): Promise<Omit<GuardsResult, 'cases'>> {
  const before = deletedSoFar()
  const [stopped] = (await sync.plan()).stopped
  const expectedDeletes = stopped?.stop?.count ?? Number.NaN
  await sync.apply(await sync.plan({ allow: expectedDeletes - 1 }))
  await sync.apply(await sync.plan({ allow: expectedDeletes + 1 }))
  const deletedUnallowed = deletedSoFar() - before
  await sync.apply(await sync.plan({ allow: expectedDeletes }))
  return { deletedUnallowed, deletedAllowed: deletedSoFar() - before - deletedUnallowed, expectedDeletes }
}
