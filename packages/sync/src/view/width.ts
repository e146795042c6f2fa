import stringWidth from 'string-width'

/**
 * Counts the columns of a terminal that a text takes: two for wide characters and emoji, none for marks that join the one
 * before.
 *
 * @example
 * ```ts
 * import { widthOf } from '@block-slots/sync/view'
 *
 * console.log(widthOf('Tea'), widthOf('会議'), widthOf('🏖️')) // => 3 4 2
 * ```
 */
export const widthOf = (text: string): number => stringWidth(text)
