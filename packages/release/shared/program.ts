import { type CodeBlock, expectedLines } from './code-block.ts'

/** A line of a program or of its expected output, with its place. */
export type Line = { readonly text: string; readonly file: string; readonly line: number }

/** Consecutive blocks of a document that share their declarations, or a single example. */
export type Program = {
  /** `file:line` of the first block. */
  readonly name: string
  readonly blocks: readonly CodeBlock[]
  readonly lines: readonly Line[]
  /** The expected output, line by line. */
  readonly expected: readonly Line[]
}

/** Languages of blocks that are programs. JavaScript is type-checked too. */
export const programLanguages: ReadonlySet<string> = new Set(['ts', 'js'])
/** Languages of blocks that show the output of the block before them. */
export const outputLanguages: ReadonlySet<string> = new Set(['text', 'jsonl'])

/**
 * The programs of a document: its blocks in order. A block that declares a name again starts a new program, since one
 * module cannot declare a name twice.
 */
export function programsOf(blocks: readonly CodeBlock[]): Program[] {
  const parts: { blocks: CodeBlock[]; expected: Line[] }[] = []
  let known = new Set<string>()
  for (const [index, block] of blocks.entries()) {
    // What shows a file is compiled and run with that file.
    if (!programLanguages.has(block.language) || block.source !== undefined) continue
    const declared = declaredIn(block.code)
    if (parts.length === 0 || declared.some((name) => known.has(name))) {
      parts.push({ blocks: [], expected: [] })
      known = new Set()
    }
    for (const name of declared) known.add(name)
    const part = parts.at(-1)
    part?.blocks.push(block)
    part?.expected.push(...expectedOf(block))
    const next = blocks[index + 1]
    if (next !== undefined && outputLanguages.has(next.language)) part?.expected.push(...linesOf(next))
  }
  return parts.map((part) => toProgram(part.blocks, part.expected))
}

/** A single block as a program. */
export function programOf(block: CodeBlock): Program {
  return toProgram([block], expectedOf(block))
}

function toProgram(blocks: readonly CodeBlock[], expected: readonly Line[]): Program {
  const [first] = blocks
  return { name: `${first?.file}:${first?.line}`, blocks, lines: blocks.flatMap(linesOf), expected }
}

/** The code of blocks, line by line as in `Program.lines`. */
export const codeOf = (blocks: readonly CodeBlock[]): string => blocks.map(({ code }) => `${code}\n`).join('')

/** A file name that keeps the words of a name. */
export const fileName = (name: string): string => name.replaceAll(/\W+/g, '-').replace(/^-/, '')

/** The specifiers that code imports. */
export const importsOf = (code: string): string[] =>
  [...code.matchAll(/^import\b[^'"]*['"]([^'"]+)['"]/gm)].map(([, from = '']) => from)

const linesOf = ({ file, line, code }: CodeBlock): Line[] =>
  code.split('\n').map((text, index) => ({ text, file, line: line + 1 + index }))

const expectedOf = (block: CodeBlock): Line[] =>
  linesOf(block).flatMap((line) => expectedLines(line.text).map((text) => ({ ...line, text })))

/** The names that code declares at its top level, which is recognised by missing indentation. */
function declaredIn(code: string): string[] {
  const imported = [...code.matchAll(/^import\s+([^'"]+?)\s+from\s/gm)].flatMap(([, clause = '']) =>
    clause.split(/[{},]/).map((part) => part.trim().replace(/^.*\bas\s+|^type\b\s*/, '')),
  )
  const destructured = [...code.matchAll(/^(?:const|let) [[{]([^\]}]*)[\]}]/gm)].flatMap(([, list = '']) =>
    list.split(',').map((part) => /(\w+)\s*(?:=.*)?$/s.exec(part.trim())?.[1] ?? ''),
  )
  const single = [
    ...code.matchAll(/^(?:export )?(?:const|let|function|async function|type|class) (\w+)/gm),
  ].map(([, name = '']) => name)
  return [...imported, ...destructured, ...single].filter((name) => name !== '')
}
