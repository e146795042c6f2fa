import { syncError } from '../../error.ts'
import type { LedgerChange } from '../../ledger.ts'
import { ownerOf } from '../../owner.ts'
import type { Run, RunState } from '../../plan.ts'
import type { Step } from '../../step.ts'
import type { OwnerPlan } from '../store.ts'
import { commitChanges } from './changes.ts'
import { oneOf, optional } from './row.ts'
import type { Row, Sql } from './session.ts'

/** Rows that one statement adds: they are one message to the server. */
const maxRows = 5000

const runColumns = 'id, name, state, created_at, window_from, window_to, serial, undoes'

/** Adds a run, and removes those whose planning was cut off. Returns its serial. */
export async function addRun(sql: Sql, run: Omit<Run, 'state' | 'serial'>): Promise<number> {
  const { id, name, createdAt, window, undoes = null } = run
  const [row] = await sql(
    `with removed as (delete from run where state = 'planning')
    insert into run (${runColumns})
    select $1, $2, 'planning', $3, $4, $5, meta.serial, $6 from meta
    returning serial`,
    [id, name, createdAt, window.from, window.to, undoes],
  )
  return Number(row?.['serial'])
}

/** Adds owners and their steps, in a transaction. Steps get ids in their order. */
export async function addOwners(sql: Sql, run: string, owners: readonly OwnerPlan[]): Promise<void> {
  const [found] = await sql(`select 1 from run where id = $1 and state = 'planning' for share`, [run])
  if (found === undefined) throw notPlanning(run)
  const rows = owners.map(({ steps, ledger, ...planned }) => ({ planned, steps, ledger }))
  await sql(
    `insert into owner (run, owner, location, stopped, planned, ledger)
    select $1, owner, location, stopped, planned::json, ledger::json
    from unnest($2::text[], $3::text[], $4::boolean[], $5::text[], $6::text[])
      with ordinality as new (owner, location, stopped, planned, ledger, position)
    order by position`,
    [
      run,
      rows.map(({ planned }) => planned.owner),
      rows.map(({ planned }) => ownerOf(planned.owner).locationId),
      rows.map(({ planned }) => planned.stop !== undefined),
      rows.map(({ planned }) => JSON.stringify(planned)),
      rows.map(({ ledger }) => (ledger.length === 0 ? null : JSON.stringify(ledger))),
    ],
  )
  const steps = owners.flatMap(({ owner, steps: of }) => of.map((step) => ({ owner, step })))
  for (let from = 0; from < steps.length; from += maxRows) {
    // oxlint-disable-next-line no-await-in-loop -- In order.
    await addSteps(sql, run, steps.slice(from, from + maxRows))
  }
}

async function addSteps(
  sql: Sql,
  run: string,
  steps: readonly { readonly owner: string; readonly step: Step }[],
): Promise<void> {
  await sql(
    `insert into step (run, owner, location, state, step)
    select $1, owner, location, 'planned', step::json
    from unnest($2::text[], $3::text[], $4::text[]) with ordinality as new (owner, location, step, position)
    order by position`,
    [
      run,
      steps.map(({ owner }) => owner),
      steps.map(({ owner }) => ownerOf(owner).locationId),
      steps.map(({ step }) => JSON.stringify(step)),
    ],
  )
}

/** Ends planning. Doing it twice is doing it once. */
export async function finishPlan(sql: Sql, run: string): Promise<void> {
  const [row] = await sql(
    `update run set state = 'planned' where id = $1 and state in ('planning', 'planned') returning 1`,
    [run],
  )
  if (row === undefined) throw notPlanning(run)
}

/** Starts a run or continues it, in a transaction. */
export async function startRun(sql: Sql, id: string): Promise<void> {
  // The row is locked: of two runs that start at once, the second sees the serial of the first.
  const [meta] = await sql('select serial from meta for update')
  const [run] = await sql(`select state, serial, started from run where id = $1 and state <> 'planning'`, [
    id,
  ])
  if (run === undefined) throw unknown(id)
  const isPlanned = run['state'] === 'planned'
  if (meta?.['serial'] !== (isPlanned ? run['serial'] : run['started'])) throw stale(id)
  await sql('update meta set serial = serial + 1')
  await sql(`update run set state = 'stopped' where state = 'applying' and id <> $1`, [id])
  await sql(`update run set state = 'applying', started = meta.serial from meta where id = $1`, [id])
  if (!isPlanned) return
  await carryOutLedgers(sql, id)
  await takeOver(sql, id)
}

/** Carries out the changes of the ledger that a plan has found. */
async function carryOutLedgers(sql: Sql, run: string): Promise<void> {
  const rows = await sql(
    'select owner, ledger from owner where run = $1 and ledger is not null and not stopped order by position',
    [run],
  )
  const changes = rows.flatMap(({ owner, ledger }) => {
    const found: readonly LedgerChange[] = JSON.parse(String(ledger))
    return found.map((change) => ({ change: 'ledger' as const, owner: String(owner), ledger: change }))
  })
  for (let from = 0; from < changes.length; from += maxRows) {
    // oxlint-disable-next-line no-await-in-loop -- In order.
    await commitChanges(sql, changes.slice(from, from + maxRows))
  }
}

/** Marks what earlier runs have left as skipped: this one has planned it again. */
async function takeOver(sql: Sql, run: string): Promise<void> {
  await sql(
    `update step set state = 'skipped', detail = null
    from owner, run as earlier, run as later
    where later.id = $1 and owner.run = later.id and not owner.stopped
      and step.location = owner.location and step.owner = owner.owner and step.state in ('planned', 'sent', 'unknown')
      and earlier.id = step.run and earlier.position < later.position`,
    [run],
  )
}

/** Ends a run. */
export async function endRun(sql: Sql, run: string, state: 'done' | 'stopped'): Promise<void> {
  await sql('update run set state = $2 where id = $1', [run, state])
}

/** Removes runs with their owners and steps, in a transaction: neither the newest, nor the one that was started last. */
export async function removeRuns(sql: Sql, ids: readonly string[]): Promise<void> {
  const removed = await sql(
    `delete from run
    where id = any ($1) and position < (select max(position) from run)
      and started is distinct from (select serial from meta)
    returning 1`,
    [ids],
  )
  if (removed.length === new Set(ids).size) return
  throw syncError(
    'invalid-input',
    `Expected earlier runs than the newest and the one that was started last, and got ${ids.join(', ')}.`,
  )
}

/** The runs, newest first. */
export async function readRuns(sql: Sql, id = ''): Promise<readonly Run[]> {
  const rows = await sql(
    `select ${runColumns} from run where state <> 'planning' and starts_with(id, $1) order by position desc`,
    [id],
  )
  return rows.map(readRun)
}

const runStates: readonly RunState[] = ['planning', 'planned', 'applying', 'done', 'stopped']

const readRun = (row: Row): Run => ({
  id: String(row['id']),
  name: String(row['name']),
  state: oneOf(runStates, row['state']),
  createdAt: Number(row['created_at']),
  window: { from: String(row['window_from']), to: String(row['window_to']) },
  serial: Number(row['serial']),
  ...optional('undoes', row['undoes']),
})

const notPlanning = (run: string): Error =>
  syncError('invalid-input', `Expected run ${run} to be one that is being planned and it is not.`, {
    hint: 'Its planning has ended, or another process has begun a plan. Plan again.',
  })

const unknown = (run: string): Error =>
  syncError('invalid-input', `Expected the id of a plan and got ${run}.`, { hint: 'Plan again.' })

const stale = (run: string): Error =>
  syncError('plan-stale', `Expected run ${run} to be the last one and another was applied since.`, {
    hint: 'Plan again.',
  })
