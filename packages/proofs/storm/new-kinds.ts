import type { Fault } from '@block-slots/sandbox'
import type { Kind, Variant } from './kind.ts'

const minuteMs = 60_000

const kind = (name: string, variants: readonly Variant[]): Kind => ({ name, isNew: true, variants })

const yesterday = { olderMs: 1440 * minuteMs } as const

const skewed = (minutes: number): Variant => ({
  name: `${minutes} min ahead`,
  always: [{ fault: 'skewed-date', skewMs: minutes * minuteMs }],
  // Young enough to seem newer than the request where the header lags, and older than any call takes.
  world: minutes > -1000 && minutes < -10 ? { olderMs: (-minutes * minuteMs) / 2 } : yesterday,
})

type Status = Extract<Fault, { readonly fault: 'status' }>
type ChangedTitle = Extract<Fault, { readonly fault: 'changed-title' }>
type TitleForm = NonNullable<ChangedTitle['form']>

/** A title that each form changes. */
const titles: readonly (readonly [TitleForm, title: string | null])[] = [
  ['escaped', 'Q & A'],
  ['shortened', 'A title of more than twenty letters'],
  ['default', null],
  ['visible', 'a\u200Db'],
]

const changedTitles = (dated: boolean): Variant[] =>
  titles.map(([form, title]) => ({
    name: form,
    always: [{ fault: 'changed-title', form, dated }],
    world: { title },
  }))

/** A 2xx that is not the service's. */
const page = (status: number, body: Status['body'], commit: Status['commit']): Fault => ({
  fault: 'status',
  status,
  ...(body === undefined ? {} : { body }),
  ...(commit === undefined ? {} : { commit }),
})

const portal = '<!DOCTYPE html><html><body>Sign in to the network</body></html>'

const pages = (commit: 'before-response' | 'never'): Fault[] => [
  page(200, portal, commit),
  page(202, portal, commit),
  page(203, portal, commit),
  page(200, { ok: true }, commit),
  page(202, { status: 'queued' }, commit),
]

const mismatched = (operation: 'createBlockSlot' | 'listBlockedSlots'): Variant[] =>
  (['times', 'owner', 'location'] as const).map((differs) => {
    const fault: Fault = { fault: 'mismatched-response', differs }
    return operation === 'createBlockSlot'
      ? { name: `create, ${differs}`, creates: [fault, { ...fault, commit: 'never' }] }
      : { name: `list, ${differs}`, lists: [{ ...fault, on: { share: 0.5 } }] }
  })

const malformedList = (name: string, fault: Fault): Variant => ({
  name,
  lists: [Object.assign({ on: { share: 0.5 } }, fault)],
})

/** Commits that come later than a client waits: it makes a second block, and has to name it. */
export const lateCommits: Variant = {
  name: 'commits later than the reconcile timeout',
  creates: [12, 31, 70].map((seconds) => ({
    fault: 'close',
    commit: 'after-response',
    commitDelayMs: seconds * 1000,
  })),
  lists: [],
}

/** Faults that no proof had before this one. */
export const newKinds: readonly Kind[] = [
  kind('Date ahead', [2, 11, 60, 1440].map(skewed)),
  kind('Date behind', [-2, -11, -60, -2880].map(skewed)),
  kind(
    'no Date',
    [0, 2880, -60].map((minutes) => ({
      name: `service ${minutes} min ahead`,
      always: [{ fault: 'missing-date' }],
      serviceSkewMs: minutes * minuteMs,
      world: yesterday,
    })),
  ),
  kind('machine that sleeps', [
    { name: 'ours', machine: 'sleeps' },
    { name: 'ours, a day behind', machine: 'sleeps', serviceSkewMs: 1440 * minuteMs, world: yesterday },
  ]),
  kind('wall clock set', [
    { name: 'by days', machine: 'wall clock jumps', world: yesterday },
    {
      name: 'by days, no Date',
      machine: 'wall clock jumps',
      always: [{ fault: 'missing-date' }],
      world: yesterday,
    },
  ]),
  kind(
    'cached lists',
    [2, 20, 60, 600].map((seconds) => ({
      name: `${seconds} s old`,
      lists: [{ fault: 'cached-list', ageMs: seconds * 1000, on: { share: 0.5 } }],
    })),
  ),
  kind(
    'lists cut at any size',
    [1, 20, 25, 50, 99, 300].map((at) => ({
      name: `at ${at}`,
      lists: [{ fault: 'truncated-list', at, on: 'every' }],
      world: { others: at + 10 },
    })),
  ),
  kind('rows listed twice', [{ name: 'all', lists: [{ fault: 'repeated-rows', on: 'every' }] }]),
  kind('changed titles', changedTitles(true)),
  kind('changed titles without dates', changedTitles(false)),
  kind('2xx of a gateway', [
    { name: 'not applied', creates: pages('never') },
    { name: 'applied', creates: pages('before-response') },
  ]),
  kind('answers to other requests', [...mismatched('createBlockSlot'), ...mismatched('listBlockedSlots')]),
  kind('equal creates in parallel', [
    { name: 'one client', world: { copies: 3 } },
    { name: 'two clients', world: { copies: 3 }, clients: 2 },
    {
      name: 'two clients, stale lists',
      world: { copies: 2 },
      clients: 2,
      lists: [{ fault: 'stale-list', lagMs: 4000, on: { share: 0.5 } }],
    },
  ]),
  kind('empty lists and owners without blocks', [
    { name: 'empty lists', lists: [{ fault: 'empty-list', on: { share: 0.5 } }] },
    { name: 'owners without blocks', world: { freshOwners: true } },
    {
      name: 'owners without blocks, stale lists',
      world: { freshOwners: true },
      lists: [{ fault: 'stale-list', lagMs: 4000, on: { share: 0.5 } }],
    },
  ]),
  kind('malformed 200 lists', [
    malformedList('no events', page(200, {}, undefined)),
    malformedList('null', { fault: 'status', status: 200, body: { events: null } }),
    malformedList('an object', { fault: 'status', status: 200, body: { events: {} } }),
    malformedList('a page', page(200, portal, undefined)),
    malformedList('rows that are none', { fault: 'status', status: 200, body: { events: [null, 1] } }),
  ]),
]
