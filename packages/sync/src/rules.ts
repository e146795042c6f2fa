/** How a calendar is kept equal to its sources. */
export type Rules = {
  /** `mirror` edits and deletes what was made here and is not wanted any more; `add` only creates. Default: `mirror`. */
  readonly mode: 'mirror' | 'add'
  /**
   * What to do where a planned block would lie over an appointment. `refuse` leaves the block out, `report` makes it and names
   * the appointments, `ignore` does not look for them. Default: `refuse`.
   */
  readonly onAppointments: 'refuse' | 'report' | 'ignore'
  /** A block that a person has moved or renamed: moved back, or left until its source changes. Default: `restore`. */
  readonly editedByHand: 'restore' | 'keep'
  /** A block that a person has deleted: left deleted until its source changes, or made again. Default: `keep`. */
  readonly deletedByHand: 'keep' | 'restore'
  /**
   * The most blocks of one owner that a plan may delete: a share of those that were made here, such as `20%`, of which five
   * are always allowed, or a number. More of them stop the owner. Default: `20%`.
   */
  readonly maxDelete: number | `${number}%`
}

/** The rules where none are given. */
export const defaultRules: Rules = {
  mode: 'mirror',
  onAppointments: 'refuse',
  editedByHand: 'restore',
  deletedByHand: 'keep',
  maxDelete: '20%',
}

/** Deletes that a share always allows, however few blocks there are. */
const minDeletes = 5

/** The most blocks that may be deleted, of so many that were made here. */
export const maxDeletes = ({ maxDelete }: Pick<Rules, 'maxDelete'>, owned: number): number =>
  typeof maxDelete === 'number'
    ? maxDelete
    : Math.max(minDeletes, Math.floor((owned * Number(maxDelete.slice(0, -1))) / 100))
