import { parseArgs as parseArgv } from 'node:util'
import type { PrismOptions } from './prism.ts'

/** The parsed arguments of the program. */
export type ParsedArgs =
  | { readonly kind: 'help' }
  | { readonly kind: 'start'; readonly json: boolean; readonly options: PrismOptions }
  | { readonly kind: 'usage-error'; readonly message: string }

const knownOptions = {
  port: { type: 'string' },
  host: { type: 'string' },
  document: { type: 'string' },
  dynamic: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** The default port of Prism's own command. */
const defaultPort = '4010'
const maxPort = 65_535

/**
 * Parses the arguments of the program.
 *
 * @param argv The arguments, without the name of the program.
 * @returns The options of Prism, or the usage error.
 */
export function parseArgs(argv: readonly string[]): ParsedArgs {
  const parsed = parseKnownOptions(argv)
  if ('kind' in parsed) return parsed
  const { values, positionals } = parsed
  if (values.help === true) return { kind: 'help' }
  const [unexpected] = positionals
  if (unexpected !== undefined) return usageError(`Unexpected argument "${unexpected}".`)

  const { port: portText = defaultPort, host, document, dynamic = false, json = false } = values
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : Infinity
  if (port > maxPort) {
    return usageError(`Expected --port to be a whole number from 0 to ${maxPort} and got "${portText}".`)
  }
  const options = {
    port,
    ...(host === undefined ? {} : { host }),
    dynamic,
    ...(document === undefined ? {} : { document }),
  }
  return { kind: 'start', json, options }
}

type KnownOptions = ReturnType<
  typeof parseArgv<{ args: string[]; options: typeof knownOptions; allowPositionals: true; strict: true }>
>

function parseKnownOptions(argv: readonly string[]): KnownOptions | ParsedArgs {
  try {
    return parseArgv({ args: [...argv], options: knownOptions, allowPositionals: true, strict: true })
  } catch (error) {
    // Node's message continues with advice on positional arguments after its first sentence.
    return usageError(error instanceof Error ? error.message.replace(/\. .*$/s, '.') : String(error))
  }
}

function usageError(message: string): ParsedArgs {
  return { kind: 'usage-error', message }
}
