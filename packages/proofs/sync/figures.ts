import { exactly, type Figure } from '../table.ts'
import { countKinds } from './faults.ts'
import { runGuards } from './guards.ts'
import type { Judgement } from './judge.ts'
import { failing, runKills, type KillResult } from './kills.ts'
import { runMachines } from './machines.ts'
import { changesOf, runNights } from './night.ts'
import { runSetBack } from './set-back.ts'
import { runSize, type Phase } from './size.ts'

export type Options = {
  readonly seed: number
  readonly seeds: number
  /** Blocks of the part `size`. */
  readonly blocks: number
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

/** Worlds at a time: their processes mostly wait for lost requests and rate limits. */
const concurrency = 4

/** Runs a work for each item, some at a time. */
async function forEachWorld<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const queue = [...items]
  const take = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift())
      // oxlint-disable-next-line no-await-in-loop -- Each takes the next one.
      results.push(await work(item))
  }
  await Promise.all(Array.from({ length: concurrency }, take))
  return results
}

const judged = (name: string, all: readonly Judgement[]): Figure[] => [
  exactly(
    `${name}: blocks twice`,
    sum(all, ({ twice }) => twice),
    0,
  ),
  exactly(
    `${name}: lost`,
    sum(all, ({ lost }) => lost),
    0,
  ),
  exactly(
    `${name}: left over`,
    sum(all, ({ left }) => left),
    0,
  ),
  exactly(
    `${name}: strangers’ blocks touched`,
    sum(all, ({ touched }) => touched),
    0,
  ),
]

/** Kills a process that creates, moves and undoes, under faults. */
export async function killFigures({ seed, seeds }: Options): Promise<Figure[]> {
  const worlds = Array.from({ length: seeds }, (_, index) => ({
    seed: seed + index,
    locations: 60,
    each: 100,
    strangers: 6,
  }))
  const all = await forEachWorld(worlds, (world) => runKills({ world, kills: 20, scale: 15 }))
  const phases = all.flatMap((result) => result.phases)
  const add = (of: (result: KillResult) => number): number => sum(all, of)
  const title = `${seeds} seeds x 20 kills`
  const errors = all.flatMap((result) => result.errors)
  return [
    { name: `${title}: kinds of fault, on 30 % of the requests`, measured: countKinds(failing), min: 12 },
    exactly(
      `${title}: killed by SIGKILL`,
      add(({ kills }) => kills),
      seeds * 20,
    ),
    { name: `${title}: processes`, measured: add(({ processes }) => processes) },
    { name: `${title}: writes`, measured: add(({ writes }) => writes) },
    exactly(
      `${title}: created twice, ever`,
      add(({ createdTwice }) => createdTwice),
      0,
    ),
    ...judged(title, phases),
    {
      name: `${title}: phases that differ at their end`,
      measured: phases
        .filter(({ twice, lost, left }) => twice + lost + left > 0)
        .map(({ phase, twice, lost, left }) => `${phase}: ${twice} twice, ${lost} lost, ${left} left`)
        .join('; '),
    },
    {
      name: `${title}: made beside an equal block that a list did not show`,
      measured: sum(phases, ({ beside }) => beside),
    },
    { name: `${title}: reports`, measured: add(({ reports }) => reports) },
    exactly(
      `${title}: reports whose sums differ from the plan`,
      add(({ wrongSums }) => wrongSums),
      0,
    ),
    {
      ...exactly(`${title}: processes that failed`, errors.length, 0),
      note: errors[0] ?? '',
    },
    {
      name: `${title}: writes of runs without faults after each phase`,
      measured: add(({ corrections }) => corrections),
    },
    exactly(
      `${title}: writes of a last run`,
      add(({ lastWrites }) => lastWrites),
      0,
    ),
  ]
}

/** Sets the state back to older copies. */
export async function setBackFigures({ seed }: Options): Promise<Figure[]> {
  const world = { seed, locations: 40, each: 100, strangers: 4 }
  const result = await runSetBack({ world, points: 50, scale: 10 })
  const control = await runSetBack({
    world: { ...world, locations: 10 },
    points: 5,
    scale: 10,
    withoutReading: true,
  })
  const title = 'state set back at 50 points'
  return [
    { name: `${title}: blocks`, measured: result.wanted },
    // A process may end in the moment before its kill.
    { name: `${title}: killed by SIGKILL`, measured: result.kills, min: 45 },
    exactly(`${title}: created twice, ever`, result.createdTwice, 0),
    ...judged(title, [result]),
    { ...exactly(`${title}: processes that failed`, result.errors.length, 0), note: result.errors[0] ?? '' },
    exactly(`${title}: writes of a last run`, result.lastWrites, 0),
    {
      name: `control, no list is read again: created twice of ${control.wanted}`,
      measured: control.createdTwice,
      min: 1,
    },
  ]
}

/** Two machines with a state each. */
export async function machineFigures({ seed }: Options): Promise<Figure[]> {
  const { atOnce, after, lastWrites, errors } = await runMachines(
    { seed, locations: 20, each: 50, strangers: 4 },
    10,
  )
  const title = 'two machines with two states'
  return [
    { name: `${title}, at once: blocks twice of ${atOnce.wanted}`, measured: atOnce.twice, min: 1 },
    ...judged(`${title}, after one more run of each`, [after]),
    exactly(`${title}: writes of another run of each`, lastWrites, 0),
    exactly(`${title}: processes that failed`, errors.length, 0),
  ]
}

/** Feeds and lists that fail. */
export async function guardFigures(): Promise<Figure[]> {
  const { cases, deletedUnallowed, deletedAllowed, expectedDeletes } = await runGuards(40)
  return [
    ...cases.map(({ name, stop, writes, expected, isHeld }) => ({
      name,
      measured: `stopped: ${stop}, writes: ${writes}`,
      required: expected,
      held: isHeld,
    })),
    exactly('deletes where another number was allowed', deletedUnallowed, 0),
    exactly('deletes once their number was allowed', deletedAllowed, expectedDeletes),
  ]
}

/** Three nights of a clinic. */
export async function nightFigures(): Promise<Figure[]> {
  const { nights, lines, blocks } = await runNights(singleEventsOfNight)
  const [first, second, third] = nights
  return [
    { name: 'lines of the user’s program', measured: lines, max: 15 },
    exactly('first night: blocks of three people', blocks, 540),
    exactly('first night: lists of blocked time', first.lists, 3),
    exactly('first night: lists of appointments', first.appointments, 3),
    exactly('first night: creates', first.created, 540),
    exactly('first night: requests', first.requests, 3 + 3 + 540),
    exactly('second night, nothing has changed: requests', second.requests, 3),
    exactly('third night: lists of blocked time', third.lists, 3),
    { name: 'third night: lists of appointments', measured: third.appointments, max: 1 },
    exactly('third night, three events have changed: writes', changesOf(third), 3),
    exactly('third night: requests', third.requests, 3 + 1 + 3),
  ]
}

/** Single events of each person, so that there are 540 blocks. */
const singleEventsOfNight = 44

/** 600,000 blocks. */
export async function sizeFigures({ seed, blocks }: Options): Promise<Figure[]> {
  const each = 120
  const world = { seed, locations: Math.ceil(blocks / each), each, strangers: 2 }
  const figures: Figure[] = []
  let peakMb = 0
  const execArgv = ['--max-semi-space-size=16']
  for await (const phase of runSize({ world, kills: 10, faultShare: 0.01, execArgv })) {
    peakMb = Math.max(peakMb, phase.peakMb)
    figures.push(...phaseFigures(phase))
  }
  return [
    { name: 'blocks', measured: world.locations * each },
    { name: 'sub-accounts', measured: world.locations },
    { name: 'strangers’ blocks', measured: world.locations * world.strangers },
    ...figures,
    { name: 'peak of memory', measured: Math.round(peakMb), unit: ' MB', max: 400, note: execArgv.join(' ') },
  ]
}

const budgets: Readonly<Record<string, { readonly minutes?: number; readonly writes?: number }>> = {
  create: { minutes: 8 },
  again: { writes: 0 },
  undo: {},
}

function phaseFigures({ name, ...phase }: Phase & { readonly name: string }): Figure[] {
  const { minutes, writes } = budgets[name] ?? {}
  return [
    { name: `${name}: wall clock`, measured: phase.seconds / 60, unit: ' min', max: minutes },
    { name: `${name}: until the first plan`, measured: phase.planSeconds, unit: ' s' },
    { name: `${name}: processor time`, measured: phase.cpuSeconds, unit: ' s' },
    { name: `${name}: peak of memory`, measured: Math.round(phase.peakMb), unit: ' MB' },
    { name: `${name}: killed by SIGKILL`, measured: phase.kills },
    { name: `${name}: requests`, measured: phase.requests },
    { name: `${name}: writes`, measured: phase.writes, max: writes },
    ...judged(name, [phase.judgement]),
    { ...exactly(`${name}: processes that failed`, phase.errors.length, 0), note: phase.errors[0] ?? '' },
  ]
}
