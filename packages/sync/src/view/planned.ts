import type { ShownBlock, ShownState } from './calendar.ts'

const changeStates: ReadonlySet<ShownState> = new Set(['create', 'update', 'delete'])
const plannedStates: ReadonlySet<ShownState> = new Set([...changeStates, 'refuse', 'keep'])

/** True for a block that a plan changes. */
export const isChange = ({ state }: ShownBlock): boolean => changeStates.has(state)

/** True for a block that a plan changes, or leaves as it is for a reason. */
export const isPlanned = ({ state }: ShownBlock): boolean => plannedStates.has(state)
