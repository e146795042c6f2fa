import type { Output } from '../io.ts'
import { lineText } from '../text/line.ts'

/** The words of an output without their styles; none of JSON. */
export function textOf(output: Output): string | undefined {
  if (typeof output === 'string') return output
  return 'line' in output ? lineText(output.line) : undefined
}
