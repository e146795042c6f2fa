import type { Output } from '../io.ts'

/** The words of an output without their styles; none of JSON. */
export function textOf(output: Output): string | undefined {
  if (typeof output === 'string') return output
  if (!('line' in output)) return undefined
  return output.line.map((segment) => (typeof segment === 'string' ? segment : segment.text)).join('')
}
