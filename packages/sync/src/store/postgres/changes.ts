import { syncError } from '../../error.ts'
import type { LedgerChange, LedgerEntry } from '../../ledger.ts'
import type { OutcomeDetail, StepState } from '../../step.ts'
import type { StoreChange } from '../store.ts'
import { sqlStateOf } from './failure.ts'
import type { Sql } from './session.ts'

/** The state that steps and blocks have after changes, whatever they had between. */
type Net = {
  readonly steps: ReadonlyMap<number, { readonly state: StepState; readonly detail?: OutcomeDetail }>
  readonly blocks: ReadonlyMap<string, { readonly owner: string; readonly ledger: LedgerChange }>
}

function netOf(changes: readonly StoreChange[]): Net {
  const steps = new Map<number, { readonly state: StepState; readonly detail?: OutcomeDetail }>()
  const blocks = new Map<string, { readonly owner: string; readonly ledger: LedgerChange }>()
  const keep = (owner: string, ledger: LedgerChange): void => {
    blocks.set(`${owner} ${ledger.id}`, { owner, ledger })
  }
  for (const change of changes) {
    if (change.change === 'ledger') {
      keep(change.owner, change.ledger)
      continue
    }
    const { state, detail } =
      change.change === 'intent' ? { state: 'sent' as const, detail: undefined } : change
    steps.set(change.step, detail === undefined ? { state } : { state, detail })
    if (change.change === 'outcome' && change.ledger !== undefined) keep(change.owner, change.ledger)
  }
  return { steps, blocks }
}

/** The SQLSTATE of a division by zero. */
const divisionByZero = '22012'

/**
 * One statement is one transaction and one round trip. It divides by zero, which changes nothing, unless it has found every
 * step. A worker of a run that another process has replaced writes no intent any more.
 */
const commit = `
  with changed as (
    update step set state = new.state, detail = new.detail::json
    from unnest($1::bigint[], $2::text[], $3::text[]) as new (id, state, detail)
    where step.id = new.id
      and (new.state <> 'sent' or exists (select from run where run.id = step.run and run.state = 'applying'))
    returning 1
  ), kept as (
    insert into block (owner, id, entry)
    select owner, id, entry::json from unnest($4::text[], $5::text[], $6::text[]) as new (owner, id, entry)
    on conflict (owner, id) do update set entry = excluded.entry
  ), forgotten as (
    delete from block
    using unnest($7::text[], $8::text[]) as old (owner, id)
    where block.owner = old.owner and block.id = old.id
  )
  select 1 / (count(*) = cardinality($1::bigint[]))::integer from changed`

/** Carries out changes in one statement. */
export async function commitChanges(sql: Sql, changes: readonly StoreChange[]): Promise<void> {
  if (changes.length === 0) return
  const { steps, blocks } = netOf(changes)
  try {
    await sql(commit, [
      [...steps.keys()],
      [...steps.values()].map(({ state }) => state),
      [...steps.values()].map(({ detail }) => (detail === undefined ? null : JSON.stringify(detail))),
      ...blockColumns([...blocks.values()]),
    ])
  } catch (error) {
    if (sqlStateOf(error) !== divisionByZero) throw error
    throw syncError(
      'plan-stale',
      'Expected all steps to be of a run that is applying, and another run was started since.',
      { hint: 'Plan again.' },
    )
  }
}

/** The columns of blocks that are remembered, then those of forgotten ones. */
function blockColumns(
  blocks: readonly { readonly owner: string; readonly ledger: LedgerChange }[],
): (string | null)[][] {
  const kept = blocks.flatMap(({ owner, ledger: { id, entry } }) =>
    entry === null ? [] : [{ owner, id, entry }],
  )
  const forgotten = blocks.filter(({ ledger }) => ledger.entry === null)
  return [
    kept.map(({ owner }) => owner),
    kept.map(({ id }) => id),
    kept.map(({ entry }) => JSON.stringify(entry satisfies LedgerEntry)),
    forgotten.map(({ owner }) => owner),
    forgotten.map(({ ledger }) => ledger.id),
  ]
}
