/** Arguments of the proof after its name. */
export const proofArguments: readonly string[] = process.argv.slice(2)

/** Ends the process as invalid usage: exit code 2. */
export function usageError(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

/** Reads a whole number above 0, with or without separators: 60000, 60,000 or 60_000. */
export function readCount(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback
  const value = Number(text.replaceAll(/[,_]/g, ''))
  if (Number.isSafeInteger(value) && value > 0) return value
  return usageError(`Expected ${name} to be a whole number above 0 and got ${text}.`)
}

/** Requires every argument to be one of the names. */
export function readNames<Name extends string>(
  what: string,
  given: readonly string[],
  names: readonly Name[],
): Name[] {
  const known: readonly string[] = names
  const unknown = given.find((name) => !known.includes(name))
  if (unknown !== undefined)
    usageError(`Expected ${what} to be one of ${names.join(', ')} and got ${unknown}.`)
  return names.filter((name) => given.length === 0 || given.includes(name))
}
