import type { Ledger, LedgerEntry } from '../../ledger.ts'
import { ownerOf } from '../../owner.ts'
import type { PlannedOwner } from '../../plan.ts'
import {
  noSteps,
  outcomes,
  type OutcomeDetail,
  type Step,
  type StepState,
  type StoredStep,
} from '../../step.ts'
import type { FeedRecord } from '../store.ts'
import { oneOf, optional } from './row.ts'
import type { Row, Sql } from './session.ts'

/** Rows of one page: a page of steps is read in a few milliseconds and takes less than a megabyte. */
const pageSize = 1000

const stepColumns = 'id, owner, state, step, detail'

/** The locations of a run, in the order of their first owners. */
export async function readLocations(sql: Sql, run: string, only?: 'unfinished'): Promise<readonly string[]> {
  const unfinished = `where exists (select from step
    where step.location = found.location and step.run = $1 and step.state in ('planned', 'sent'))`
  const rows = await sql(
    `select location from
      (select location, min(position) as position from owner where run = $1 group by location) as found
    ${only === undefined ? '' : unfinished} order by position`,
    [run],
  )
  return rows.map(({ location }) => String(location))
}

/**
 * Reads the owners of a run, page by page.
 *
 * @yields Each owner.
 */
export async function* readOwners(sql: Sql, run: string, locationId?: string): AsyncGenerator<PlannedOwner> {
  const page = (after: number): Promise<readonly Row[]> =>
    sql(
      `select position, planned from owner
      where run = $1 and position > $2 and ($3::text is null or location = $3)
      order by position limit ${pageSize}`,
      [run, after, locationId ?? null],
    )
  for await (const { planned } of pages(page, 'position')) {
    const owner: PlannedOwner = JSON.parse(String(planned))
    yield owner
  }
}

/**
 * Reads the steps of a run, page by page.
 *
 * @yields Each step.
 */
export async function* readSteps(
  sql: Sql,
  run: string,
  { locationId, states }: { readonly locationId?: string; readonly states?: readonly StepState[] } = {},
): AsyncGenerator<StoredStep> {
  const values = [run, ...(locationId === undefined ? [] : [locationId])]
  const where = `run = $1 ${locationId === undefined ? '' : 'and location = $2'}`
  const [after, wanted] = [values.length + 1, values.length + 2]
  const page = (last: number): Promise<readonly Row[]> =>
    sql(
      `select ${stepColumns} from step
      where ${where} and id > $${after} and ($${wanted}::text[] is null or state = any ($${wanted}))
      order by id limit ${pageSize}`,
      [...values, last, states ?? null],
    )
  for await (const row of pages(page, 'id')) yield readStep(row)
}

// By the number of the last row, since rows that were read may change meanwhile.
async function* pages(page: (after: number) => Promise<readonly Row[]>, key: string): AsyncGenerator<Row> {
  let rows = await page(0)
  while (rows.length > 0) {
    yield* rows
    if (rows.length < pageSize) return
    // oxlint-disable-next-line no-await-in-loop -- One page at a time.
    rows = await page(Number(rows.at(-1)?.[key]))
  }
}

/** How many steps are in which state. */
export async function readCounts(sql: Sql, run: string): Promise<Readonly<Record<StepState, number>>> {
  const rows = await sql('select state, count(*) as steps from step where run = $1 group by state', [run])
  const counts = { ...noSteps }
  for (const { state, steps } of rows) counts[oneOf(stepStates, state)] = Number(steps)
  return counts
}

/** The steps of an owner that started runs have left: their blocks may exist. */
export async function readUnresolved(sql: Sql, owner: string): Promise<readonly StoredStep[]> {
  const rows = await sql(
    `select step.id, step.owner, step.state, step.step, step.detail
    from step join run on run.id = step.run
    where step.location = $1 and step.owner = $2 and step.state in ('planned', 'sent', 'unknown')
      and run.state in ('applying', 'stopped', 'done')
    order by step.id`,
    [ownerOf(owner).locationId, owner],
  )
  return rows.map(readStep)
}

const stepStates: readonly StepState[] = ['planned', 'sent', ...outcomes]

function readStep({ id, owner, state, step: text, detail }: Row): StoredStep {
  const step: Step = JSON.parse(String(text))
  const stored = { id: Number(id), owner: String(owner), state: oneOf(stepStates, state), step }
  if (typeof detail !== 'string') return stored
  const parsed: OutcomeDetail = JSON.parse(detail)
  return { ...stored, detail: parsed }
}

/** The ledger of an owner. */
export async function readLedger(sql: Sql, owner: string): Promise<Ledger> {
  const rows = await sql('select id, entry from block where owner = $1 order by id', [owner])
  const ledger = new Map<string, LedgerEntry>()
  for (const { id, entry } of rows) ledger.set(String(id), JSON.parse(String(entry)))
  return ledger
}

/** What is remembered of a feed. */
export async function readFeed(sql: Sql, key: string): Promise<FeedRecord | undefined> {
  const [row] = await sql(
    `select etag, last_modified, encode(body, 'base64') as body from feed where key = $1`,
    [key],
  )
  if (row === undefined) return undefined
  return {
    ...optional('etag', row['etag']),
    ...optional('lastModified', row['last_modified']),
    body: new Uint8Array(Buffer.from(String(row['body']), 'base64')),
  }
}

/** Remembers a feed. */
export async function saveFeed(sql: Sql, key: string, record: FeedRecord): Promise<void> {
  const { etag = null, lastModified = null, body } = record
  await sql(
    `insert into feed (key, etag, last_modified, body) values ($1, $2, $3, $4)
    on conflict (key) do update
    set etag = excluded.etag, last_modified = excluded.last_modified, body = excluded.body`,
    // A view of the same bytes: pg writes other arrays as text.
    [key, etag, lastModified, Buffer.from(body.buffer, body.byteOffset, body.byteLength)],
  )
}
