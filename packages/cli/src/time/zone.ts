import { UsageError } from '../error.ts'

/** The zone in which wall clocks are read and shown. */
export type ChosenZone = {
  readonly name: string
  /** True when neither an option nor a profile has named it, so that it is said aloud. */
  readonly isMachine: boolean
}

/**
 * Chooses the zone of a command: the one that was named, else that of this machine.
 *
 * @throws UsageError when this machine has none either.
 */
export function chooseZone(named: string | undefined, machineZone: string | undefined): ChosenZone {
  if (named !== undefined) return { name: named, isMachine: false }
  if (machineZone) return { name: machineZone, isMachine: true }
  throw new UsageError(
    'The time zone of this machine is unknown. Add --zone, such as --zone America/New_York, or set TZ.',
  )
}

/** The zone in which times are shown that are not read by it: without one of this machine, UTC. */
export const shownZone = (machineZone: string | undefined): string => machineZone || 'UTC'

/** The zone as it is said: `America/New_York, the zone of this machine`. */
export const describeZone = ({ name, isMachine }: ChosenZone): string =>
  isMachine ? `${name}, the zone of this machine` : name
