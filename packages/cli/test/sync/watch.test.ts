import { describe, expect, test } from 'vitest'
import type { Io } from '../../src/main.ts'
import { startWorld, valuesOf, withoutIds, type World } from '../support/world.ts'

/** Runs a watch until a moment after so many rounds, with something that happens before each. */
async function watchRounds(
  { cli, clock }: World,
  argv: readonly string[],
  {
    rounds,
    before = () => {},
    io = {},
  }: { rounds: number; before?: (round: number) => void; io?: Partial<Io> },
) {
  const controller = new AbortController()
  const everyMs = 900_000
  let round = 0
  const sleep: typeof clock.sleep = async (ms, signal) => {
    // The wait for the next round is the only one of this length. It is cut short: the clock goes on slowly while files are read.
    const isNext = ms > everyMs / 2
    await clock.sleep(isNext ? 1000 : ms, signal)
    if (!isNext) return
    round += 1
    if (round === rounds) controller.abort('SIGINT')
    else before(round)
  }
  return cli(['watch', ...argv], {
    signal: controller.signal,
    clock: { now: clock.now, sleep },
    ...io,
  })
}

const christmas = { anna: ['2026-12-24', '2026-12-25'] }

describe('watch', () => {
  test('applies what is approved, prints a line for each plan and change, and ends at a signal', async () => {
    const world = await startWorld()
    const { configure, sandbox, folder } = world
    configure(christmas)
    const before = (round: number): void => {
      if (round === 2) configure({ anna: ['2026-12-24', '2026-12-25', '2026-12-31'] })
      if (round === 3) configure({ anna: ['2026-12-24', '2026-12-31'] })
    }
    const { code, out, err } = await watchRounds(world, [], { rounds: 4, before })
    expect([code, err]).toEqual([0, ''])
    expect(withoutIds(out, folder).replaceAll(/\d\d:\d\d /g, '<time> ')).toMatchSnapshot()
    expect(sandbox.blocks()).toHaveLength(3)
  })

  test('with --approve all deletes as well, in JSON lines', async () => {
    const world = await startWorld()
    const { configure, sandbox } = world
    configure(christmas)
    const before = (): void => configure({ anna: ['2026-12-24'] })
    const { code, out } = await watchRounds(world, ['--approve', 'all', '--json'], { rounds: 2, before })
    expect(code).toBe(0)
    expect(
      valuesOf(out).map(({ type, action, outcome }) => [type, action, outcome].filter(Boolean).join(' ')),
    ).toEqual([
      'plan',
      'step create done',
      'step create done',
      'report',
      'wait',
      'plan',
      'step delete done',
      'report',
      'wait',
    ])
    expect(sandbox.blocks()).toHaveLength(1)
  })

  test('ends with the code of the signal when nothing was changed, and stores no run for each round', async () => {
    const world = await startWorld()
    world.configure(christmas)
    await world.cli(['apply', '--yes'])
    const { code, out } = await watchRounds(world, [], { rounds: 3 })
    expect([code, out.match(/Nothing to change: 2 there already\./g)?.length]).toEqual([130, 3])
    const rows: unknown[] = JSON.parse((await world.cli(['runs', '--json'])).out)
    expect(rows).toMatchObject([
      { state: 'done', changes: 0 },
      { state: 'done', changes: 2 },
    ])
  })

  test('goes on after a round that has failed', async () => {
    const world = await startWorld()
    const { configure, write, sandbox } = world
    configure(christmas)
    const before = (round: number): void => {
      if (round === 1) write('block-slots.yaml', 'version: 1\nlocation: 7\n')
      if (round === 2) configure({ anna: ['2026-12-24', '2026-12-25', '2026-12-31'] })
    }
    const { code, out, err } = await watchRounds(world, [], { rounds: 3, before })
    expect([code, sandbox.blocks().length]).toEqual([0, 3])
    expect(err).toContain('This round has failed.\nError: The configuration has ')
    expect(out).toContain('1 done')

    const json = await watchRounds(world, ['--json'], {
      rounds: 2,
      before: () => write('block-slots.yaml', 'version: 1\nlocation: 7\n'),
    })
    // The last round has left something undone.
    expect([json.code, json.err]).toEqual([7, ''])
    expect(valuesOf(json.out).map(({ type }) => type)).toEqual(['plan', 'wait', 'error', 'wait'])
    expect(valuesOf(json.out)[2]).toMatchObject({ error: { code: 'invalid-input' } })
  })

  test('ends at once where the first round cannot begin', async () => {
    const world = await startWorld()
    world.write('block-slots.yaml', 'version: 1\nlocation: 7\n')
    expect(await watchRounds(world, [], { rounds: 9 })).toMatchObject({ code: 2, out: '' })
  })

  test('finishes what is in flight when a signal comes, and reports it', async () => {
    const world = await startWorld()
    const { configure, sandbox, cli } = world
    configure(christmas)
    const controller = new AbortController()
    const fetch = async (request: Request): Promise<Response> => {
      if (request.method === 'POST') controller.abort('SIGTERM')
      return sandbox.fetch(request)
    }
    const { code, out } = await cli(['watch'], { fetch, signal: controller.signal })
    const created = sandbox.blocks().length
    expect(created).toBeGreaterThan(0)
    expect(out).toContain(`: ${created} done`)
    expect(code).toBe(created === 2 ? 0 : 7)
  })

  test('ends when nothing reads it any more', async () => {
    const world = await startWorld()
    world.configure(christmas)
    await world.cli(['apply', '--yes'])
    const out = (): void => {
      throw Object.assign(new Error('closed'), { code: 'EPIPE' })
    }
    expect(await watchRounds(world, [], { rounds: 9, io: { out } })).toMatchObject({ code: 0, err: '' })
  })

  test.each([
    [['--every', '15'], 'Write --every 15m.'],
    [['--every', '48h'], 'Write --every 15m.'],
    [['--every', '59s'], 'from 1m to 24h'],
    [['--every', '0m'], 'Write --every 15m.'],
    [['--approve', 'none'], 'Expected --approve to be one of creates, all and got'],
  ])('%j is refused', async (argv, words) => {
    const world = await startWorld()
    world.configure(christmas)
    expect(await world.cli(['watch', ...argv])).toMatchObject({
      code: 2,
      err: expect.stringContaining(words),
    })
  })
})
