import { describe, expect, test } from 'vitest'
import { inProcess } from '../fault-matrix/transport.ts'
import { cellName, cells, positions, type Cell } from '../fault-matrix/cell.ts'
import { operations } from '../fault-matrix/operations.ts'
import type { Expected } from '../fault-matrix/rule.ts'
import { mulberry32 } from '../random.ts'
import { matrixSize } from '../counts.ts'
import { judge } from '../fault-matrix/judge.ts'
import { provenElsewhere, rows } from '../fault-matrix/rows.ts'
import { runCells } from '../fault-matrix/run.ts'
import { runExperiment, type Observation } from '../fault-matrix/experiment.ts'
import { watchRejections } from '@block-slots/client/test/support/server.ts'

watchRejections()

/** The proof runs every cell, also over sockets; this test runs a third of them, drawn by a seed. */
const seed = Number(process.env['SEED'] ?? 20_261_122)
const draw = mulberry32(seed)
const all = cells([seed])
const drawn = all.filter(() => draw() < 1 / 3)

test('every one of the forty faults is in the matrix or proved elsewhere', () => {
  const known = new Set([...rows, ...provenElsewhere].map(({ fault }) => fault))
  const forty = Array.from({ length: 40 }, (_, index) => index + 1)
  expect(known).toEqual(new Set(forty))
  expect(new Set(all.map(cellName)).size).toBe(all.length)
  expect(matrixSize.experiments).toBe(cells([1, 2, 3]).length)
  for (const operation of operations) {
    for (const position of positions) {
      const some = drawn.filter((cell) => cell.operation === operation && cell.position === position)
      expect(some.length, `${operation}, ${position}`).toBeGreaterThan(5)
    }
  }
})

test.each(positions)(`calls end as the table says, %s request hit, seed ${seed}`, async (position) => {
  const failed = await runCells(
    drawn.filter((cell) => cell.position === position),
    inProcess,
  )
  expect(failed.map(({ name, problems }) => [name, ...problems])).toEqual([])
})

describe('the judge reports', () => {
  const find = (name: string, operation: string, position = 'first'): Cell => {
    const found = all.find(
      (cell) => cell.row.name === name && cell.operation === operation && cell.position === position,
    )
    if (found === undefined) throw new Error(`There is no cell of "${name}".`)
    return found
  }
  const expecting = (cell: Cell, change: (expected: Expected) => Partial<Expected>): Cell => ({
    ...cell,
    expected: cell.expected.map((expected) => ({ ...expected, ...change(expected) })),
  })
  const lostCreate = find('reset after the commit', 'create')
  const lostUpdate = find('stall after the commit', 'update', 'every')

  test.each<[string, Cell]>([
    [
      'one more request',
      expecting(lostCreate, ({ sends: [least, most] }) => ({ sends: [least + 1, most + 1] })),
    ],
    ['another outcome', expecting(lostCreate, () => ({ outcome: 'created' }))],
    ['no effect of a create', expecting(lostCreate, () => ({ effect: 0 }))],
    ['another error', expecting(lostUpdate, () => ({ outcome: 'outcome-unknown unknown after' }))],
    ['no effect of an update', expecting(lostUpdate, () => ({ effect: 0 }))],
  ])('a mismatch with a table that expects %s', async (_, cell) => {
    expect(await runCells([cell], inProcess)).toMatchObject([
      { problems: [expect.stringMatching(/^expected .* and got /)] },
    ])
  })

  test.each<[string, (observation: Observation) => Partial<Observation>, string]>([
    ['a pending sleep', () => ({ pendingSleeps: 1 }), '1 sleeps are pending'],
    ['a fault without a hit', () => ({ hits: 0 }), 'the fault hit no request'],
    ['a transport that sends twice', () => ({ arrived: 2 }), 'arrived 2 times'],
    [
      'a call that ends after its deadline',
      ({ calls }) => ({ calls: calls.map((call) => ({ ...call, endedAt: call.startedAt + 480_251 })) }),
      'after its deadline',
    ],
    [
      'an unexpected error',
      ({ calls }) => ({
        calls: calls.map((call) => ({ ...call, value: undefined, error: new Error('x') })),
      }),
      'throws something else than a BlockSlotsError',
    ],
    [
      'an id that does not exist',
      ({ calls }) => ({
        calls: calls.map((call) => ({ ...call, value: { id: 'x', outcome: 'reconciled' } })),
      }),
      'returns an id that does not exist',
    ],
    [
      'a block that exists twice',
      ({ sandbox }) => {
        const commit = sandbox.audit.filter((entry) => entry.kind === 'commit' && entry.of === 'block').at(-1)
        if (commit?.kind !== 'commit' || commit.of !== 'block') throw new Error('There is no commit.')
        const twin = { ...commit, event: { ...commit.event, id: 'Twin' } }
        return { sandbox: { ...sandbox, audit: [...sandbox.audit, twin] } }
      },
      'exists 2 times',
    ],
    [
      'a lost block',
      ({ sandbox }) => ({ sandbox: { ...sandbox, audit: [] } }),
      'reports success without an effect',
    ],
  ])('%s', async (_, mistake, problem) => {
    const observation = await runExperiment(lostCreate, inProcess)
    expect(judge(lostCreate, observation, inProcess)).toEqual([])
    const wrong = { ...observation, ...mistake(observation) }
    expect(judge(lostCreate, wrong, inProcess).join('\n')).toContain(problem)
  })
})
