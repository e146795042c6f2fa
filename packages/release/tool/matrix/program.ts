import { globSync, readFileSync } from 'node:fs'
import { codeBlocks, promised, type CodeBlock } from '../block.ts'
import { root } from '../root.ts'

/** Blocks of a document that belong together, because later ones use what earlier ones declare. */
export type Program = {
  /** The document, from the root of the repository, and the line of the first block. */
  readonly name: string
  readonly blocks: readonly CodeBlock[]
}

/** The documents whose code people copy: the root README, and READMEs and guides of the packages. */
export function documents(): string[] {
  return ['README.md', ...globSync('packages/*/{README.md,guide/*.md}', { cwd: root }).toSorted()]
}

/** The programs in a document of the repository. */
export function programsIn(file: string): Program[] {
  return programsOf(file, readFileSync(`${root}/${file}`, 'utf8'))
}

/**
 * The programs in a text: its blocks one after the other, of which one begins anew where it declares a name that
 * an earlier one has declared already.
 */
export function programsOf(file: string, markdown: string): Program[] {
  const programs: CodeBlock[][] = []
  let known = new Set<string>()
  for (const block of codeBlocks(file, markdown)) {
    if (block.language !== 'ts' && block.language !== 'js') continue
    const declared = declaredIn(block.code)
    if (programs.length === 0 || declared.some((name) => known.has(name))) {
      programs.push([])
      known = new Set()
    }
    for (const name of declared) known.add(name)
    programs.at(-1)?.push(block)
  }
  return programs.map((blocks) => ({ name: `${file}:${blocks[0]?.line}`, blocks }))
}

/** What a program is, as one text. */
export const codeOf = ({ blocks }: Program): string => blocks.map(({ code }) => `${code}\n`).join('\n')

/** What a program promises to print, line by line. */
export const promisesOf = (program: Program): string[] => promised(codeOf(program))

/** The names that code declares at its top: what starts at the beginning of a line. */
function declaredIn(code: string): string[] {
  const lists = [
    ...code.matchAll(/^import (?:type )?\{([^}]*)\}/gm),
    ...code.matchAll(/^(?:const|let) [[{]([^\]}]*)[\]}]/gm),
  ]
  const single = code.matchAll(/^(?:export )?(?:const|let|function|async function|type|class) (\w+)/gm)
  const inLists = lists.flatMap(([, list = '']) =>
    list.split(',').map((part) => /(\w+)\s*(?:=.*)?$/s.exec(part.trim())?.[1] ?? ''),
  )
  return [...inLists, ...[...single].map(([, name = '']) => name)].filter((name) => name !== '')
}

/** The packages and modules that code imports. */
export const importsOf = (code: string): string[] =>
  [...code.matchAll(/^import\b[^'"]*['"]([^'"]+)['"]/gm)].map(([, from = '']) => from)
