import { outcomes, type OutcomeDetail, type Step, type StepState, type StoredStep } from '../../step.ts'
import { prepareQuery, type DatabaseSync } from './driver.ts'
import { damaged, misuse } from './failure.ts'
import type { OwnerRow } from './owners.ts'
import { checksum, pageSize, verifyRow } from './row.ts'
import type { RunRow } from './runs.ts'

/** A step and what became of it, as their tables have them. */
export type StepRow = {
  readonly id: number
  readonly step: string
  readonly sum: number
  readonly state: StepState
  readonly detail: string | null
  readonly outcome_sum: number
}

type Range = Pick<RunRow | OwnerRow, 'first_step' | 'steps'>

/** The tables of steps and their outcomes. */
export type StepTable = {
  readonly add: (id: number, step: Step) => void
  readonly setState: (id: number, state: StepState, detail?: OutcomeDetail) => void
  /** The steps of an owner, page by page. */
  readonly pages: (owner: OwnerRow) => Generator<readonly StepRow[], void, undefined>
  readonly counts: (range: Range) => Record<StepState, number>
  readonly hasUnfinished: (range: Range) => boolean
  readonly removeRun: (run: RunRow) => void
}

/** Prepares the tables of steps and their outcomes. */
export function createStepTable(database: DatabaseSync): StepTable {
  const insertStep = database.prepare('INSERT INTO step (id, step, sum) VALUES (?, ?, ?)')
  const insertOutcome = database.prepare('INSERT INTO outcome (id, state, detail, sum) VALUES (?, ?, ?, ?)')
  const update = database.prepare('UPDATE outcome SET state = ?, detail = ?, sum = ? WHERE id = ?')
  const readRange = prepareQuery<StepRow>(
    database,
    `SELECT step.id, step, step.sum, state, detail, outcome.sum AS outcome_sum
     FROM step JOIN outcome ON outcome.id = step.id WHERE step.id >= ? AND step.id < ? ORDER BY step.id`,
  )
  const count = prepareQuery<{ readonly state: StepState; readonly count: number }>(
    database,
    'SELECT state, count(*) AS count FROM outcome WHERE id >= ? AND id < ? GROUP BY state',
  )
  const settled = outcomes.map((state) => `'${state}'`).join(', ')
  const unfinished = database.prepare(
    `SELECT 1 FROM outcome WHERE id >= ? AND id < ? AND state NOT IN (${settled}) LIMIT 1`,
  )
  const remove = ['step', 'outcome'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE id >= ? AND id < ?`),
  )
  return {
    add(id, step) {
      const text = JSON.stringify(step)
      insertStep.run(id, text, checksum('step', [id, text]))
      insertOutcome.run(id, 'planned', null, checksum('outcome', [id, 'planned', null]))
    },
    setState(id, state, detail) {
      const text = detail === undefined ? null : JSON.stringify(detail)
      const { changes } = update.run(state, text, checksum('outcome', [id, state, text]), id)
      if (changes !== 1) throw misuse(`Expected the id of a stored step and got ${id}.`)
    },
    *pages({ first_step: first, steps }) {
      for (let next = first; next < first + steps; next += pageSize) {
        const end = Math.min(next + pageSize, first + steps)
        const rows = readRange(next, end)
        if (rows.length !== end - next) throw damaged('the tables "step" and "outcome"')
        for (const { id, step, sum, state, detail, outcome_sum: outcomeSum } of rows) {
          verifyRow('step', sum, [id, step])
          verifyRow('outcome', outcomeSum, [id, state, detail])
        }
        yield rows
      }
    },
    counts({ first_step: first, steps }) {
      const found = new Map(count(first, first + steps).map((row) => [row.state, row.count]))
      const of = (state: StepState): number => found.get(state) ?? 0
      const counts = {
        planned: of('planned'),
        sent: of('sent'),
        done: of('done'),
        exists: of('exists'),
        failed: of('failed'),
        unknown: of('unknown'),
        refused: of('refused'),
        skipped: of('skipped'),
      }
      // The words of states differ in several bytes: a damaged one is none of them.
      const sum = Object.values(counts).reduce((total, each) => total + each, 0)
      if (sum !== steps) throw damaged('the table "outcome"')
      return counts
    },
    hasUnfinished: ({ first_step: first, steps }) => unfinished.get(first, first + steps) !== undefined,
    removeRun({ first_step: first, steps }) {
      for (const statement of remove) statement.run(first, first + steps)
    },
  }
}

/** The stored step of a row. */
export function toStep(row: StepRow, owner: string): StoredStep {
  const { id, state } = row
  const step: Step = JSON.parse(row.step)
  if (row.detail === null) return { id, owner, state, step }
  const detail: OutcomeDetail = JSON.parse(row.detail)
  return { id, owner, state, step, detail }
}
