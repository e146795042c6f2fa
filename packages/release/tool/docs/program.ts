import type { CodeBlock } from '../block.ts'
import { fileName } from './place.ts'

/** A line of a program or of what it prints, and where it is written. */
export type Line = { readonly text: string; readonly file: string; readonly line: number }

/** Blocks of a document that are one program, in order, or an example of a declaration. */
export type Program = {
  readonly name: string
  readonly lines: readonly Line[]
  /** What it has to print, line by line. */
  readonly promises: readonly Line[]
  /** It uses the helpers alone, so nothing but its own words may decide what it prints. */
  readonly isPure: boolean
}

/** Languages of blocks that are programs. JavaScript is held to the types as well. */
export const programLanguages: ReadonlySet<string> = new Set(['ts', 'js'])
/** Languages of blocks that show what the block before them prints. */
export const outputLanguages: ReadonlySet<string> = new Set(['text', 'jsonl'])

const linesOf = ({ file, line, code }: CodeBlock): Line[] =>
  code.split('\n').map((text, index) => ({ text, file, line: line + 1 + index }))

/**
 * The programs of a document: its blocks joined in order. A block that imports a name which the document has imported before
 * begins the next program, because nobody imports twice in one.
 */
export function programsOf(blocks: readonly CodeBlock[]): Program[] {
  const parts: { imported: Set<string>; lines: Line[]; promises: Line[] }[] = []
  for (const [index, block] of blocks.entries()) {
    if (!programLanguages.has(block.language)) continue
    const names = importedNames(block.code)
    let part = parts.at(-1)
    if (part === undefined || names.some((name) => part?.imported.has(name))) {
      part = { imported: new Set(), lines: [], promises: [] }
      parts.push(part)
    }
    for (const name of names) part.imported.add(name)
    const lines = linesOf(block)
    part.lines.push(...lines)
    part.promises.push(...promisesOf(lines))
    const next = blocks[index + 1]
    if (next !== undefined && outputLanguages.has(next.language)) part.promises.push(...linesOf(next))
  }
  return parts.map(({ lines, promises }) => toProgram(lines, promises))
}

/** A single block as a program. */
export function programOf(block: CodeBlock): Program {
  const lines = linesOf(block)
  return toProgram(lines, promisesOf(lines))
}

function toProgram(lines: readonly Line[], promises: readonly Line[]): Program {
  const code = lines.map(({ text }) => text).join('\n')
  const sources = [...code.matchAll(/^(?:import|export)\b[^'"]*?(?:from\s*)?['"]([^'"]+)['"]/gm)]
  const isPure =
    sources.length > 0 && sources.every(([, from = '']) => /^@block-slots\/helpers(?:\/|$)/.test(from))
  return { name: fileName(`${lines[0]?.file}:${lines[0]?.line}`), lines, promises, isPure }
}

function promisesOf(lines: readonly Line[]): Line[] {
  return lines.flatMap((line) => {
    const [, text] = /\/\/ => (.*)$/.exec(line.text) ?? []
    return text === undefined ? [] : [{ ...line, text }]
  })
}

function importedNames(code: string): string[] {
  return [...code.matchAll(/^import\s+([^'"]+?)\s+from\s/gm)].flatMap(([, clause = '']) =>
    clause
      .split(/[{},]/)
      .map((name) => name.replace(/^.*\bas\s+|^\s*type\s+/g, '').trim())
      .filter((name) => name !== ''),
  )
}
