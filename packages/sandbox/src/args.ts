import { readFileSync } from 'node:fs'
import { parseArgs as parseArgv } from 'node:util'
import type { Fault } from './fault/fault.ts'
import { parseFaults } from './fault/parse.ts'
import type { SandboxOptions } from './sandbox.ts'

/** The parsed arguments of the program. */
export type ParsedArgs =
  | { readonly kind: 'help' }
  | { readonly kind: 'start'; readonly json: boolean; readonly options: SandboxOptions }
  | { readonly kind: 'usage-error'; readonly message: string }

const knownOptions = {
  port: { type: 'string' },
  host: { type: 'string' },
  seed: { type: 'string' },
  faults: { type: 'string' },
  limit: { type: 'string' },
  'success-status': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** One more than the default port of Prism. */
const defaultPort = '4011'

/** The interval of `--limit`, which is that of the published limit. */
const limitIntervalMs = 10_000

/** A usage error. */
class UsageError extends Error {}

/**
 * Parses the arguments of the program.
 *
 * @param argv The arguments, without the name of the program.
 * @returns The options of the sandbox, or the usage error.
 */
export function parseArgs(argv: readonly string[]): ParsedArgs {
  try {
    const { values, positionals } = parseArgv({
      args: [...argv],
      options: knownOptions,
      allowPositionals: true,
      strict: true,
    })
    if (values.help === true) return { kind: 'help' }
    const [unexpected] = positionals
    if (unexpected !== undefined) throw new UsageError(`Unexpected argument "${unexpected}".`)
    const { host, faults, limit, json = false } = values
    const successStatus = values['success-status']
    const options = {
      port: parseNumber('--port', values.port ?? defaultPort, { min: 0, max: 65_535 }),
      ...(host === undefined ? {} : { host }),
      seed: parseNumber('--seed', values.seed ?? '1', { min: 0, max: 999_999_999 }),
      ...(faults === undefined ? {} : { faults: readFaults(faults) }),
      ...(limit === undefined ? {} : { limit: parseLimit(limit) }),
      ...(successStatus === undefined ? {} : { successStatus: parseStatus(successStatus) }),
    }
    return { kind: 'start', json, options }
  } catch (error) {
    return { kind: 'usage-error', message: usageMessage(error) }
  }
}

function parseNumber(
  name: string,
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new UsageError(`Expected ${name} to be a whole number from ${min} to ${max} and got "${text}".`)
}

function parseLimit(text: string): SandboxOptions['limit'] & object {
  return { max: parseNumber('--limit', text, { min: 1, max: 999_999_999 }), intervalMs: limitIntervalMs }
}

function parseStatus(text: string): 200 | 201 {
  if (text === '200') return 200
  if (text === '201') return 201
  throw new UsageError(`Expected --success-status to be 200 or 201 and got "${text}".`)
}

/** Reads the faults from JSON, or from a file with JSON. */
function readFaults(source: string): readonly Fault[] {
  const isJson = /^\s*[[{]/.test(source)
  const origin = isJson ? '--faults' : `--faults ${source}`
  let text = source
  try {
    if (!isJson) text = readFileSync(source, 'utf8')
  } catch (error) {
    throw new UsageError(`Cannot read ${origin}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
  try {
    return parseFaults(JSON.parse(text))
  } catch (error) {
    // The message of a RangeError says what to write; the parser's is about a position in the text.
    const message = error instanceof Error ? error.message : String(error)
    throw new UsageError(
      error instanceof RangeError ? `${origin}: ${message}` : `${origin} is not valid JSON: ${message}`,
      { cause: error },
    )
  }
}

function usageMessage(error: unknown): string {
  if (error instanceof UsageError) return error.message
  // Node's message continues with advice on positional arguments after its first sentence.
  return error instanceof Error ? error.message.replace(/\. .*$/s, '.') : String(error)
}
