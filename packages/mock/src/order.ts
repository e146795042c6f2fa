import { parseArgs } from 'node:util'
import type { PrismOptions } from './prism.ts'
import type { SandboxOptions } from './sandbox.ts'

/** What the arguments of the program ask for. */
export type Order =
  | { kind: 'help' }
  | { kind: 'prism'; json: boolean; options: PrismOptions }
  | { kind: 'sandbox'; json: boolean; options: SandboxOptions }
  | { kind: 'mistake'; mistake: string }

const known = {
  port: { type: 'string' },
  host: { type: 'string' },
  document: { type: 'string' },
  dynamic: { type: 'boolean' },
  seed: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Options of one server that mean nothing to the other. */
const foreign = { prism: ['seed'], sandbox: ['document', 'dynamic'] } as const

/** Prism's own usual port, and the next. */
const ports = { prism: '4010', sandbox: '4011' }

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
  const [kind = 'prism', surplus] = positionals
  if (kind !== 'prism' && kind !== 'sandbox') return mistake(`There is no "${kind}", only prism and sandbox.`)
  if (surplus !== undefined) return mistake(`One server at a time: "${surplus}" is one too many.`)
  const stray = foreign[kind].find((name) => values[name] !== undefined)
  if (stray !== undefined) return mistake(`--${stray} means nothing to ${kind}.`)

  const { port: written = ports[kind], seed = '1', host, document, dynamic = false, json = false } = values
  const port = /^\d{1,5}$/.test(written) ? Number(written) : Infinity
  if (port > 65_535) return mistake(`--port takes a number from 0 to 65535, not "${written}".`)
  const place = { port, ...(host === undefined ? {} : { host }) }
  if (kind === 'prism') {
    return {
      kind,
      json,
      options: { ...place, dynamic, ...(document === undefined ? {} : { document }) },
    }
  }
  return /^\d{1,9}$/.test(seed)
    ? { kind, json, options: { ...place, seed: Number(seed) } }
    : mistake(`--seed takes a whole number of at most nine digits, not "${seed}".`)
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
