import { type CodeBlock, expectedLines } from './code-block.ts'

/** A line of a program or of what it prints, and where it is written. */
export type Line = { readonly text: string; readonly file: string; readonly line: number }

/** Blocks of a document that belong together, because later ones use what earlier ones declare; or one example. */
export type Program = {
  /** The document, from the root of the repository, and the line of the first block. */
  readonly name: string
  readonly blocks: readonly CodeBlock[]
  readonly lines: readonly Line[]
  /** What it has to print, line by line. */
  readonly expected: readonly Line[]
}

/** Languages of blocks that are programs. JavaScript is held to the types as well. */
export const programLanguages: ReadonlySet<string> = new Set(['ts', 'js'])
/** Languages of blocks that show what the block before them prints. */
export const outputLanguages: ReadonlySet<string> = new Set(['text', 'jsonl'])

/**
 * The programs of a document: its blocks one after the other, of which one begins anew where it declares a name that an
 * earlier one has declared already, because nobody does so twice in one.
 */
export function programsOf(blocks: readonly CodeBlock[]): Program[] {
  const parts: { blocks: CodeBlock[]; promises: Line[] }[] = []
  let known = new Set<string>()
  for (const [index, block] of blocks.entries()) {
    if (!programLanguages.has(block.language)) continue
    const declared = declaredIn(block.code)
    if (parts.length === 0 || declared.some((name) => known.has(name))) {
      parts.push({ blocks: [], promises: [] })
      known = new Set()
    }
    for (const name of declared) known.add(name)
    const part = parts.at(-1)
    part?.blocks.push(block)
    part?.promises.push(...expectedOf(block))
    const next = blocks[index + 1]
    if (next !== undefined && outputLanguages.has(next.language)) part?.promises.push(...linesOf(next))
  }
  return parts.map((part) => toProgram(part.blocks, part.promises))
}

/** A single block as a program. */
export function programOf(block: CodeBlock): Program {
  return toProgram([block], expectedOf(block))
}

function toProgram(blocks: readonly CodeBlock[], promises: readonly Line[]): Program {
  const [first] = blocks
  return { name: `${first?.file}:${first?.line}`, blocks, lines: blocks.flatMap(linesOf), expected: promises }
}

/** Blocks as one text, in which each line is that of the program. */
export const codeOf = (blocks: readonly CodeBlock[]): string => blocks.map(({ code }) => `${code}\n`).join('')

/** A name for a file by which people find what is in it, without what a file name may not have. */
export const fileName = (name: string): string => name.replaceAll(/\W+/g, '-').replace(/^-/, '')

/** The packages and modules that code imports. */
export const importsOf = (code: string): string[] =>
  [...code.matchAll(/^import\b[^'"]*['"]([^'"]+)['"]/gm)].map(([, from = '']) => from)

const linesOf = ({ file, line, code }: CodeBlock): Line[] =>
  code.split('\n').map((text, index) => ({ text, file, line: line + 1 + index }))

const expectedOf = (block: CodeBlock): Line[] =>
  linesOf(block).flatMap((line) => expectedLines(line.text).map((text) => ({ ...line, text })))

/** The names that code declares at its top: what starts at the beginning of a line. */
function declaredIn(code: string): string[] {
  const imported = [...code.matchAll(/^import\s+([^'"]+?)\s+from\s/gm)].flatMap(([, clause = '']) =>
    clause.split(/[{},]/).map((part) => part.trim().replace(/^.*\bas\s+|^type\b\s*/, '')),
  )
  const apart = [...code.matchAll(/^(?:const|let) [[{]([^\]}]*)[\]}]/gm)].flatMap(([, list = '']) =>
    list.split(',').map((part) => /(\w+)\s*(?:=.*)?$/s.exec(part.trim())?.[1] ?? ''),
  )
  const single = [
    ...code.matchAll(/^(?:export )?(?:const|let|function|async function|type|class) (\w+)/gm),
  ].map(([, name = '']) => name)
  return [...imported, ...apart, ...single].filter((name) => name !== '')
}
