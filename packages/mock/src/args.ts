import { parseArgs } from 'node:util'
import type { PrismOptions } from './prism.ts'

/** What the arguments of the program ask for. */
export type Order =
  | { kind: 'help' }
  | { kind: 'prism'; json: boolean; options: PrismOptions }
  | { kind: 'mistake'; mistake: string }

const known = {
  port: { type: 'string' },
  host: { type: 'string' },
  document: { type: 'string' },
  dynamic: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/**
 * Understands the arguments of the program.
 *
 * @param argv The arguments, without the program's own name.
 * @returns What they ask for, or which of them is a mistake.
 */
export function readOrder(argv: readonly string[]): Order {
  const parsed = parse(argv)
  if ('kind' in parsed) return parsed
  const { values, positionals } = parsed
  if (values.help === true) return { kind: 'help' }
  const [surplus] = positionals
  if (surplus !== undefined) return mistake(`"${surplus}" is one too many: Prism is the only server.`)

  // Prism's own usual port.
  const { port: written = '4010', host, document, dynamic = false, json = false } = values
  const port = /^\d{1,5}$/.test(written) ? Number(written) : Infinity
  if (port > 65_535) return mistake(`--port takes a number from 0 to 65535, not "${written}".`)
  const place = { port, ...(host === undefined ? {} : { host }) }
  return {
    kind: 'prism',
    json,
    options: { ...place, dynamic, ...(document === undefined ? {} : { document }) },
  }
}

type Parsed = ReturnType<
  typeof parseArgs<{ args: string[]; options: typeof known; allowPositionals: true; strict: true }>
>

function parse(argv: readonly string[]): Order | Parsed {
  try {
    return parseArgs({ args: [...argv], options: known, allowPositionals: true, strict: true })
  } catch (error) {
    // Node's message goes on about positional arguments after its first sentence.
    return mistake(error instanceof Error ? error.message.replace(/\. .*$/s, '.') : String(error))
  }
}

function mistake(sentence: string): Order {
  return { kind: 'mistake', mistake: sentence }
}
