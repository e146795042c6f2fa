import type { Line } from '@block-slots/sync/view'

/** The words of a line without their styles. */
export const lineText = (line: Line): string =>
  line.map((segment) => (typeof segment === 'string' ? segment : segment.text)).join('')
