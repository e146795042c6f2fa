import { syncError } from '../error.ts'
import { parseText } from './document.ts'
import { importModule, isModule, readText } from './file.ts'
import { type Position, type Problem, writePath } from './problem.ts'

/** A problem as it is written. */
export type PlacedProblem = {
  readonly text: string
  /** Where it is in a text. */
  readonly position: Position
  /** Equal for one mistake that is seen from several keys, through an anchor. */
  readonly key: string
}

/** The content of a file, and where its problems are. */
export type ReadFile = {
  readonly value: unknown
  /** Mistakes in its text. */
  readonly mistakes: readonly PlacedProblem[]
  readonly place: (problem: Problem) => PlacedProblem
}

/** More problems are only counted. */
const maxShown = 50

/**
 * Reads a configuration.
 *
 * @param shown Its path for messages.
 * @throws BlockSlotsError of code `invalid-input` when it cannot be read.
 */
export async function readConfigFile(path: string, shown: string): Promise<ReadFile> {
  if (isModule(path)) {
    const value = await importModule(path)
    const position = { line: 0, column: 0 }
    const place = ({ message }: Problem): PlacedProblem => ({
      text: `${shown}: ${message}`,
      position,
      key: message,
    })
    return { value, mistakes: [], place }
  }
  const document = parseText(await readText(path))
  const place = (position: Position, message: string, key: string): PlacedProblem => {
    const at = `${position.line}:${position.column}`
    return { text: `${shown}:${at}: ${message}`, position, key: `${at} ${key}` }
  }
  const mistakes = document.problems.map(({ message, ...position }) => place(position, message, message))
  if (!document.isReadable) throw configError(mistakes)
  return {
    value: document.value,
    mistakes,
    place: (problem) =>
      place(document.positionOf(problem.path, problem.at ?? 'value'), problem.message, withoutPath(problem)),
  }
}

const withoutPath = ({ path, message }: Problem): string =>
  path.reduceRight<string>((text, _, at) => text.replace(writePath(path.slice(0, at + 1)), ''), message)

/** Creates the error for all problems of a configuration, in order of their places. Those of a module keep their order. */
export function configError(problems: readonly PlacedProblem[]): Error {
  const inOrder = problems.toSorted(
    (one, other) => one.position.line - other.position.line || one.position.column - other.position.column,
  )
  const texts = new Map<string, string>()
  for (const { key, text } of inOrder) if (!texts.has(key)) texts.set(key, text)
  const more = texts.size > maxShown ? [`and ${texts.size - maxShown} more`] : []
  const count = texts.size === 1 ? 'an error' : `${texts.size} errors`
  return syncError(
    'invalid-input',
    [`The configuration has ${count}.`, ...[...texts.values()].slice(0, maxShown), ...more].join('\n'),
  )
}
