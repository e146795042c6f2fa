/** The rules by which a calendar is kept equal to its sources. */
export type Rules = {
  /**
   * `mirror` creates, and updates and deletes blocks that this program created and that no item wants any more; `add` only
   * creates. Default: `mirror`.
   */
  readonly mode: 'mirror' | 'add'
  /**
   * Where a planned block would cover an appointment: `refuse` leaves the block out, `report` creates it and names the
   * appointments, `ignore` does not read them. Default: `refuse`.
   */
  readonly onAppointments: 'refuse' | 'report' | 'ignore'
  /**
   * Where a person has moved or renamed a block: `restore` changes it back, `keep` leaves it until its source changes.
   * Default: `restore`.
   */
  readonly editedByHand: 'restore' | 'keep'
  /**
   * Where a person has deleted a block: `keep` leaves it deleted until its source changes, `restore` creates it again.
   * Default: `keep`.
   */
  readonly deletedByHand: 'keep' | 'restore'
  /**
   * The most blocks of one owner that a plan may delete: a number, or a share of the blocks that this program created, such as
   * `20%`; a share always allows five. A plan that would delete more stops the owner instead. Default: `20%`.
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

/** The most blocks of one owner that may be deleted, of so many that this program created. */
export const maxDeletes = ({ maxDelete }: Pick<Rules, 'maxDelete'>, owned: number): number =>
  typeof maxDelete === 'number'
    ? maxDelete
    : Math.max(minDeletes, Math.floor((owned * Number(maxDelete.slice(0, -1))) / 100))
