import type { ShownBlock, ShownState } from '../calendar.ts'
import type { DrawnState } from '../place.ts'

/** Colours of a state: of its area, its text and its edge. */
export type Paint = { readonly area: string; readonly text: string; readonly edge: string }

/** The look of a state on a page. Its sign stands before each title, so that no state needs its colour. */
export type PageLook = {
  /** Class name. */
  readonly name: string
  readonly sign?: string
  readonly light: Paint
  readonly dark: Paint
  /** What will not be there any more. */
  readonly isDashed?: true
}

/** Colours of the page. */
export const pagePaints = {
  light: {
    page: '#ffffff',
    text: '#1b1e24',
    soft: '#586072',
    line: '#dfe2e8',
    shade: '#f6f7f9',
    alarm: '#a3271f',
  },
  dark: {
    page: '#15171b',
    text: '#e9ebef',
    soft: '#a3abba',
    line: '#2f343d',
    shade: '#1c1f25',
    alarm: '#ff9c92',
  },
} as const

/** The looks of all states. Texts have a contrast of at least 4.5 on their areas and on the page. */
export const pageLooks: Readonly<Record<DrawnState, PageLook>> = {
  create: {
    name: 'c',
    sign: '+',
    light: { area: '#daf2e2', text: '#0d5730', edge: '#1a7f4b' },
    dark: { area: '#123526', text: '#93e5b6', edge: '#3fb27c' },
  },
  update: {
    name: 'u',
    sign: '~',
    light: { area: '#ffefc4', text: '#654200', edge: '#a87300' },
    dark: { area: '#3a2f12', text: '#f4d27c', edge: '#c99a2e' },
  },
  was: {
    name: 'v',
    sign: '‹',
    light: { area: '#ffffff', text: '#654200', edge: '#a87300' },
    dark: { area: '#15171b', text: '#f4d27c', edge: '#c99a2e' },
    isDashed: true,
  },
  delete: {
    name: 'x',
    sign: '−',
    light: { area: '#ffffff', text: '#a3271f', edge: '#c43d34' },
    dark: { area: '#15171b', text: '#ff9c92', edge: '#d9605a' },
    isDashed: true,
  },
  refuse: {
    name: 'r',
    sign: '!',
    light: { area: '#fbe2ee', text: '#86124c', edge: '#b8246d' },
    dark: { area: '#3f1a2e', text: '#ffabd3', edge: '#d65a97' },
  },
  keep: {
    name: 'k',
    sign: '=',
    light: { area: '#e7e4fb', text: '#43379c', edge: '#6a5bd0' },
    dark: { area: '#29254d', text: '#c5beff', edge: '#8d80e8' },
  },
  there: {
    name: 't',
    light: { area: '#e1e9fc', text: '#23438c', edge: '#4a6fc9' },
    dark: { area: '#1d2a4a', text: '#b0c7ff', edge: '#5d82d8' },
  },
  other: {
    name: 'o',
    sign: '·',
    light: { area: '#eceef1', text: '#495060', edge: '#8b93a3' },
    dark: { area: '#292d34', text: '#bbc2ce', edge: '#79818f' },
  },
  appointment: {
    name: 'a',
    sign: ':',
    light: { area: '#dcf2f6', text: '#0b5061', edge: '#1a8aa3' },
    dark: { area: '#11343d', text: '#90ddef', edge: '#3ba4bb' },
  },
}

/** The words of counts, in their order. */
const countWords: Readonly<Record<ShownState, string>> = {
  create: 'to create',
  update: 'to change',
  delete: 'to delete',
  refuse: 'refused',
  keep: 'kept',
  there: 'there already',
  other: 'made elsewhere',
  appointment: 'appointment',
}

/** Counts blocks by their state. Returns each count with its words, in their order. */
export function countStates(
  blocks: readonly ShownBlock[],
): { readonly state: ShownState; readonly count: number; readonly words: string }[] {
  const counts = new Map<string, number>()
  for (const { state } of blocks) counts.set(state, (counts.get(state) ?? 0) + 1)
  const isState = (name: string): name is ShownState => counts.has(name)
  return Object.keys(countWords)
    .filter(isState)
    .map((state) => {
      const count = counts.get(state) ?? 0
      return {
        state,
        count,
        words: state === 'appointment' && count > 1 ? 'appointments' : countWords[state],
      }
    })
}
