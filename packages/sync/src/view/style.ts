import type { SegmentStyle } from './line.ts'
import type { DrawnState } from './place.ts'

/** The look of a state in the terminal: what is there is shaded, and a change has a sign, so both are told apart without colour. */
export const terminalLooks: Readonly<
  Record<DrawnState, { readonly mark: string; readonly style: SegmentStyle }>
> = {
  create: { mark: '+', style: 'green' },
  update: { mark: '~', style: 'yellow' },
  was: { mark: '.', style: 'yellow' },
  delete: { mark: '-', style: 'red' },
  refuse: { mark: 'x', style: 'magenta' },
  keep: { mark: '=', style: 'blue' },
  there: { mark: '▒', style: 'blue' },
  other: { mark: '░', style: 'dim' },
  appointment: { mark: ':', style: 'cyan' },
}
