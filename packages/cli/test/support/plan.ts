import type { Plan, PlanCounts, PlannedOwner, Step, StoredStep, Value } from '@block-slots/sync'

/** An owner with its steps, as a test writes it. */
export type Planned = {
  readonly name: string
  readonly timeZone?: string
  readonly steps?: readonly Step[]
  readonly exists?: number
  readonly stop?: PlannedOwner['stop']
}

const none: PlanCounts = { create: 0, update: 0, delete: 0, exists: 0, keep: 0, refuse: 0 }
const location = 'C2QujeCh8ZnC7al2InWR'

/**
 * Reads rows as a store does.
 *
 * @yields The rows.
 */
export async function* each<Row>(rows: readonly Row[]): AsyncIterable<Row> {
  yield* rows
}

/** A plan that is in no store. */
export function planOf(planned: readonly Planned[]): Plan {
  const owners = planned.map(
    ({ name, timeZone = 'Europe/Berlin', steps = [], exists = 0, stop }): PlannedOwner => ({
      owner: `${location}/user/${name}`,
      name,
      timeZone,
      counts: countsOf(steps, exists),
      readAt: 0,
      shown: 0,
      ...(stop === undefined ? {} : { stop }),
    }),
  )
  const going = planned.filter(({ stop }) => stop === undefined)
  const counts = countsOf(
    going.flatMap(({ steps = [] }) => steps),
    going.reduce((sum, { exists = 0 }) => sum + exists, 0),
  )
  const stored = going
    .flatMap(({ name, steps = [] }) => steps.map((step) => ({ owner: `${location}/user/${name}`, step })))
    .map(({ owner, step }, at): StoredStep => ({ id: at + 1, owner, state: 'planned', step }))
  return {
    run: {
      id: '3f9a1c20',
      name: 'clinic',
      state: 'planned',
      createdAt: 0,
      serial: 0,
      window: { from: '2026-12-01T00:00:00+01:00', to: '2027-03-31T00:00:00+02:00' },
    },
    counts,
    changes: counts.create + counts.update + counts.delete,
    stopped: owners.filter(({ stop }) => stop !== undefined),
    owners: () => each(owners),
    steps: () => each(stored),
  }
}

function countsOf(steps: readonly Step[], exists: number): PlanCounts {
  const counts: Record<Step['action'], number> = { ...none, exists }
  for (const { action } of steps) counts[action] += 1
  return counts
}

/** A block on a day of December 2026 in Berlin. */
export const block = (day: number, title: string, from = '09:00', to = '17:00'): Value => ({
  startTime: `2026-12-${String(day).padStart(2, '0')}T${from}:00+01:00`,
  endTime: `2026-12-${String(day).padStart(2, '0')}T${to}:00+01:00`,
  title,
})

/** A step that creates a block. */
export const create = (day: number, title: string): Step => ({
  action: 'create',
  wanted: { ...block(day, title), reasons: [`staff/${day}`] },
})
