import { UsageError } from '../error.ts'
import type { Io } from '../io.ts'

/** The zone in which wall clocks are read and shown. */
export type ChosenZone = {
  readonly name: string
  /** True when neither an option nor a profile has named it, so that it is said aloud. */
  readonly isMachine: boolean
}

/** What a command runs on. */
type Machine = Pick<Io, 'zone'>

/** The time zone of this machine; empty where it is unknown. To find it out takes as long as to start the rest. */
export const machineZone = ({ zone }: Machine): string => zone ?? readZone()

/** Where TZ is no zone, Node has no name for it, or that of an unknown one. */
function readZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return timeZone === undefined || timeZone === 'Etc/Unknown' ? '' : timeZone
}

/** A message of the helpers about a zone, without what is for programs. */
export const explainZone = (message: string): string => message.replace('; zoneNames() lists the names', '')

/**
 * Chooses the zone of a command: the one that was named, else that of this machine.
 *
 * @throws UsageError when this machine has none either.
 */
export function chooseZone(named: string | undefined, machine: Machine): ChosenZone {
  if (named !== undefined) return { name: named, isMachine: false }
  const name = machineZone(machine)
  if (name !== '') return { name, isMachine: true }
  throw new UsageError(
    'The time zone of this machine is unknown. Add --zone, such as --zone America/New_York, or set TZ.',
  )
}

/** The zone in which times are shown that are not read by it: without one of this machine, UTC. */
export const shownZone = (machine: Machine): string => machineZone(machine) || 'UTC'

/** The zone as it is said: `America/New_York, the zone of this machine`. */
export const describeZone = ({ name, isMachine }: ChosenZone): string =>
  isMachine ? `${name}, the zone of this machine` : name
