import type { Value } from '../block.ts'
import type { Stop } from '../plan.ts'

/**
 * What a block of a picture is: `there`, it stays as it is and was created by this program; `create`, `update` and `delete`, a
 * plan would do that; `keep`, a plan leaves it as a person has made it; `refuse`, a plan leaves it out because of an appointment;
 * `other`, nothing that this program created; `appointment`, of a contact.
 */
export type ShownState =
  | 'there'
  | 'create'
  | 'update'
  | 'delete'
  | 'keep'
  | 'refuse'
  | 'other'
  | 'appointment'

/** A block of a picture. */
export type ShownBlock = Value & {
  readonly state: ShownState
  /** Id, where the block exists. */
  readonly id?: string
  /** The value on the calendar, of an update. */
  readonly was?: Value
  /** The names of the sources that want it. */
  readonly sources?: readonly string[]
  /** What is special about it in words, such as `over an appointment`. */
  readonly note?: string
}

/** The blocks of one owner. */
export type OwnerCalendar = {
  readonly name: string
  /** IANA name: its days and times are shown in this zone. */
  readonly timeZone: string
  /** The owner itself, such as `user 0007BWpSzSwfiuSl0tR2`. */
  readonly detail?: string
  /** In any order. */
  readonly blocks: readonly ShownBlock[]
  /** The reason for which a plan leaves the owner as it is. */
  readonly stop?: Stop
}
