import type { Output } from '../io.ts'
import { pageColumns, widthOf, wrap } from '../text/columns.ts'
import { textOf } from './text-of.ts'

/** A command or a path after the words that introduce it. */
const copied = /^(.+:) ((?:block-slots |\.?\/).+|\S+)$/

/**
 * Breaks a line that is wider than a terminal of less than 80 columns between its words. A command and a path have a line of
 * their own, and stay whole: they are copied.
 */
export function fitOutput(output: Output, columns: number): Output[] {
  const text = textOf(output)
  if (columns >= pageColumns || text === undefined || widthOf(text) <= columns) return [output]
  const [, words, whole] = copied.exec(text) ?? []
  if (words !== undefined) return [...wrap(words, '', { columns }), `  ${whole}`]
  if (/^ *block-slots /.test(text)) return [output]
  const [, indent = '', first = ''] = /^( *)(\S+ {2,})?/.exec(text) ?? []
  const hanging = indent.length + Math.min(Math.max(first.length, 2), Math.floor(columns / 3))
  const [line = '', ...more] = wrap(text.slice(indent.length), indent, { columns, hanging: '' })
  const rest = more.length === 0 ? [] : wrap(more.join(' ').trimStart(), ' '.repeat(hanging), { columns })
  return [styleStart(line.trimEnd(), output), ...rest.map((each) => each.trimEnd())]
}

/** Gives the start of a line the style that it had. */
function styleStart(line: string, output: Output): Output {
  const [head] = typeof output === 'object' && 'line' in output ? output.line : []
  if (head === undefined || typeof head === 'string' || !line.startsWith(head.text)) return line
  return { line: [head, line.slice(head.text.length)] }
}
