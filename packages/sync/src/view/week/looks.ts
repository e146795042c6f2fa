import type { SegmentStyle } from '../line.ts'
import type { DrawnState } from '../place.ts'

/** The look of a state in a terminal. */
export type TerminalLook = {
  /** Fills the time of a block: it distinguishes the states without colour. */
  readonly mark: string
  readonly style: SegmentStyle
  /** Its word in the legend. */
  readonly word: string
  /** Its word in a picture without changes. */
  readonly wordAlone?: string
}

/** The looks of all states, in the order of the legend: a change has a sign, and what is there is shaded. */
export const terminalLooks: Readonly<Record<DrawnState, TerminalLook>> = {
  create: { mark: '+', style: 'green', word: 'create' },
  update: { mark: '~', style: 'yellow', word: 'change' },
  was: { mark: '.', style: 'yellow', word: 'before a change' },
  delete: { mark: '-', style: 'red', word: 'delete' },
  refuse: { mark: 'x', style: 'magenta', word: 'refused' },
  keep: { mark: '=', style: 'blue', word: 'kept as it is' },
  there: { mark: '▒', style: 'blue', word: 'there already', wordAlone: 'blocked' },
  other: { mark: '░', style: 'dim', word: 'made elsewhere' },
  appointment: { mark: ':', style: 'cyan', word: 'appointment' },
}
