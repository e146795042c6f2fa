import { wrap } from './columns.ts'

/** Writes remarks in lines of the page, each after `Note:`. */
export const formatNotes = (notes: readonly string[]): string[] =>
  notes.flatMap((text) => wrap(`Note: ${text}`, '', { hanging: '  ' }))
