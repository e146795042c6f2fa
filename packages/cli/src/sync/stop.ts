import type { PlannedOwner } from '@block-slots/sync'
import { describeMessage } from '../message.ts'
import { formatCount, wrap } from '../text/columns.ts'
import { quoteArgument } from '../text/quote.ts'

/** How to go on, which the line below a reason shows as a command. */
const override = /; to go on anyway, pass --allow \d+ \(in code, allow: \d+\)\.$/
/** Names that are written out of a list; more are counted. */
const maxNames = 10

/** What was planned, and how its plan is made again. */
type Planned = {
  /** Options that repeat the configuration. */
  readonly suffix: string
  /** The run that was to be undone; nothing else was planned then. */
  readonly undoes?: string | undefined
  /** True for what `import` and `holidays` plan, without a configuration. */
  readonly isImported?: boolean | undefined
}

/** Describes stopped owners in lines of the page: those with one reason together, and what to type when it is meant. */
export function describeStops(stopped: readonly PlannedOwner[], planned: Planned): string[] {
  const groups = new Map<string, PlannedOwner[]>()
  for (const owner of stopped) {
    const reason = owner.stop?.message ?? ''
    groups.set(reason, [...(groups.get(reason) ?? []), owner])
  }
  return [...groups].flatMap(([reason, owners]) => {
    const { count } = owners[0]?.stop ?? {}
    return [
      ...wrap(`Stopped: ${describeNames(owners)}`),
      ...wrap(describeMessage(reason.replace(override, '. To go on anyway:')), '  '),
      ...(count === undefined ? [] : [`  ${describeAllow(owners, count, planned)}`]),
      '',
    ]
  })
}

function describeAllow(
  owners: readonly PlannedOwner[],
  count: number,
  { suffix, undoes, isImported = false }: Planned,
): string {
  if (undoes !== undefined) return `block-slots undo ${undoes} --allow ${count}${suffix}`
  if (isImported) return `the same command again, with --allow ${count}`
  return `block-slots plan ${selectionOf(owners)}--allow ${count}${suffix}`
}

/** The option that leaves all other owners alone, as long as a person can read it. */
function selectionOf(owners: readonly PlannedOwner[]): string {
  const names = new Set(owners.map(({ name }) => quoteArgument(ownerOf(name))))
  return names.size > maxNames ? '' : `--only ${[...names].join(' ')} `
}

/** `2 owners stopped`, for a summary; none where there are none. */
export const countOwners = ({ length }: readonly PlannedOwner[], word: string): string[] =>
  length === 0 ? [] : [`${formatCount(length)} ${length === 1 ? 'owner' : 'owners'} ${word}`]

/** Returns the first names of a list, and how many more there are. */
export function describeNames(owners: readonly Pick<PlannedOwner, 'name'>[]): string {
  const names = owners.slice(0, maxNames).map(({ name }) => name)
  const more = owners.length - names.length
  return `${names.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`
}

/** The owner of the configuration: the name of a team member has its calendar first. */
const ownerOf = (name: string): string => name.replace(/ \([^)]*\)$/, '')
