import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { mulberry32 } from '../random.ts'
import { tokenOf } from '../sync/world.ts'
import { hits, runCommand, startCommand, type Ended, type Hit } from './command.ts'
import { commandOf, judge, type Evidence } from './judge.ts'
import { withScene, type Scene, type Size } from './scene.ts'

/** What came of runs that were hit. */
export type Tally = {
  runs: number
  /** How many ended with each exit code, and after which hit. */
  readonly codes: Map<string, number>
  /** What was false, with the hit and the seed. */
  readonly wrong: string[]
  /** Next runs that did not finish, by the command that was named or by the run. */
  readonly unfinished: string[]
  /** The most runs that a hit one took to be finished. */
  mostRuns: number
  lost: number
  twice: number
}

/** A run to hit. */
export type Shot = {
  readonly seed: number
  readonly hit: Hit
  readonly share: number
  readonly json: boolean
}

export const emptyTally = (): Tally => ({
  runs: 0,
  codes: new Map(),
  wrong: [],
  unfinished: [],
  mostRuns: 0,
  lost: 0,
  twice: 0,
})

/** Draws runs: every hit in turn, a third of them while the service fails, half of them with JSON. */
export function drawShots(count: number, seed: number): Shot[] {
  const random = mulberry32(seed)
  return Array.from({ length: count }, (_, index) => ({
    seed: seed + index,
    hit: hits[index % hits.length] ?? 'SIGINT',
    share: random() < 1 / 3 ? 0.05 : 0,
    json: random() < 0.5,
  }))
}

/** Runs that a hit one may take: one goes on, and one sends again what has had no response. */
const maxRuns = 2

/** Share of the hits that come before the first request, or around it. */
const earlyShare = 0.15
/** A start takes about this long. */
const startMs = 300

/** Applies a plan, is hit at a random moment, and finishes with what was named. */
export const hitApply = (shot: Shot, size: Size, tally: Tally): Promise<void> =>
  withScene(shot.seed, size, async (scene) => {
    const planned = await runCommand(['plan'], scene)
    const [, id = ''] = /\bPlan ([0-9a-f]{8})\b/.exec(planned.out) ?? []
    if (id === '') throw new Error(`Expected a plan and got ${planned.code}: ${planned.err}${planned.out}`)
    const evidence = await hitCommand(['apply', id], 'apply', shot, scene)
    add(tally, shot, evidence)

    let ended: Ended = evidence
    let runs = 0
    while (ended.code !== 0 && runs < maxRuns) {
      const next = commandOf(ended) ?? ['apply', id]
      runs += 1
      // oxlint-disable-next-line no-await-in-loop -- Each goes on with what the one before has named.
      ended = await runCommand(next, scene)
    }
    tally.mostRuns = Math.max(tally.mostRuns, runs)
    if (ended.code === 0) ended = await runCommand(['verify'], scene)
    if (ended.code !== 0) tally.unfinished.push(describe(shot, evidence, ended))
    addBlocks(tally, scene)
  })

const createArgv = 'create --title Busy --user User --from 2090-01-02T09:00 --to 10:00 --zone UTC'.split(' ')

/** Creates one block, is hit at a random moment, and is run again with `--ensure`. */
export const hitCreate = (shot: Shot, tally: Tally): Promise<void> =>
  withScene(shot.seed, { locations: 2, each: 5 }, async (place) => {
    const [, id = ''] = place.locations
    const env = { ...place.env, HIGHLEVEL_LOCATION_ID: id, HIGHLEVEL_TOKEN: tokenOf(id) }
    const scene = { ...place, total: 1, env }
    const evidence = await hitCommand(createArgv, 'create', shot, scene)
    add(tally, shot, evidence)
    const ensured = await runCommand([...createArgv, '--ensure'], scene)
    if (ensured.code !== 0) tally.unfinished.push(describe(shot, evidence, ensured))
    const there = scene.sandbox.blocks().length
    tally.lost += Math.max(0, 1 - there)
    tally.twice += Math.max(0, there - 1)
  })

async function hitCommand(
  argv: readonly string[],
  command: Evidence['command'],
  { seed, hit, share, json }: Shot,
  scene: Scene,
): Promise<Evidence> {
  const random = mulberry32(seed)
  const { sandbox, total } = scene
  scene.fail(share)
  const since = scene.count()
  const from = sandbox.audit.at(-1)?.request ?? 0
  const isEarly = random() < earlyShare
  const requests = isEarly ? Infinity : from + Math.ceil(random() * (total + 4))
  const state = join(scene.folder, '.block-slots')
  const maxFileKb = 8 + Math.floor(random() * (command === 'apply' ? 1.5 * sizeKb(state) : 8))
  const running = startCommand(json ? [...argv, '--json'] : argv, scene, { hit, maxFileKb })
  const timer = setInterval(() => {
    if ((sandbox.audit.at(-1)?.request ?? 0) < requests) return
    clearInterval(timer)
    running.hit()
  }, 1)
  if (isEarly) void sleep(random() * 2 * startMs).then(running.hit)
  const ended = await running.ended
  clearInterval(timer)
  await scene.settle()
  scene.fail(0)
  return { ...ended, command, hit, json, total, ...since() }
}

/** The largest file of the state, in kilobytes. */
function sizeKb(folder: string): number {
  try {
    return Math.ceil(statSync(join(folder, 'state.db')).size / 1024)
  } catch {
    return 64
  }
}

function add(tally: Tally, shot: Shot, evidence: Evidence): void {
  tally.runs += 1
  const key = `${shot.hit}: ${evidence.code ?? 'killed'}`
  tally.codes.set(key, (tally.codes.get(key) ?? 0) + 1)
  for (const wrong of judge(evidence)) tally.wrong.push(`${wrong} (${describe(shot, evidence)})`)
}

function addBlocks(tally: Tally, scene: Scene): void {
  const { lost, twice } = scene.compare()
  tally.lost += lost
  tally.twice += twice
}

/** Names a run, with what it has printed. */
function describe({ seed, hit, json, share }: Shot, evidence: Evidence, next?: Ended): string {
  const { code, command, writes, created, out, err } = evidence
  const how = [
    command,
    hit,
    `seed ${seed}`,
    ...(json ? ['json'] : []),
    ...(share > 0 ? ['faults'] : []),
  ].join(', ')
  const texts =
    next === undefined ? [out.slice(-300), err.slice(-300)] : [next.out.slice(-300), next.err.slice(-300)]
  const ended = next === undefined ? '' : `, then ${next.code}`
  return `${how}: ${code}${ended}, ${writes} writes, ${created} created: ${JSON.stringify(texts)}`
}
