import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CodeBlock } from '../shared/code-block.ts'
import { codeBlocks } from '../shared/code-block.ts'
import type { Finding } from './document.ts'
import type { Member } from './project.ts'

/** An example in the docstring of a published declaration, with its place in the source. */
export type Example = CodeBlock & { readonly of: string }

/** The examples of every published declaration. */
export function readExamples(root: string, members: readonly Member[]): Example[] {
  return members.flatMap(({ folder, manifest }) => {
    if (manifest.exports === undefined || manifest.private === true) return []
    const written = examplesIn(root, `${folder}/src/**/*.ts`)
    return examplesIn(root, `${folder}/dist/**/*.d.ts`).map((built) => {
      // Errors are reported at the source, where it has the same text as the built declaration.
      const source = written.find(({ of, code }) => of === built.of && code === built.code)
      return source ?? built
    })
  })
}

/** Public functions and classes without an example, and examples that are not a program. */
export async function findMissingExamples(
  root: string,
  members: readonly Member[],
  examples: readonly Example[],
): Promise<Finding[]> {
  const shown = new Set(examples.map(({ of }) => of))
  const findings = examples
    .filter(({ language }) => language !== 'ts')
    .map(({ file, line, of }) => ({ file, line, message: `The example of ${of} is not a \`ts\` block.` }))
  for (const { folder, manifest } of members) {
    for (const entry of entriesOf(manifest.exports)) {
      const exported: object = await import(pathToFileURL(join(root, folder, entry)).href)
      for (const [name, value] of Object.entries(exported)) {
        // A default export is loaded by a tool, not called by users.
        if (typeof value !== 'function' || name === 'default' || shown.has(name)) continue
        const message = `${manifest.name} exports ${name} without an @example.`
        findings.push({ file: `${folder}/${entry}`, line: 1, message })
      }
    }
  }
  return findings
}

/** The entries of a package, as paths in its folder. */
function entriesOf(exports: Readonly<Record<string, unknown>> = {}): string[] {
  return Object.values(exports).flatMap((entry) =>
    typeof entry === 'object' && entry !== null && 'default' in entry && typeof entry.default === 'string'
      ? [entry.default]
      : [],
  )
}

const declared =
  /^[ \t]*\/\*\*\n((?:[ \t]*\*.*\n)+?)[ \t]*\*\/\n(?:export )?(?:declare )?(?:async )?(?:function|class|const) (\w+)/gm

function examplesIn(root: string, pattern: string): Example[] {
  return globSync(pattern, { cwd: root })
    .toSorted()
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      return [...text.matchAll(declared)].flatMap(({ index, 1: comment = '', 2: of = '' }) => {
        const first = text.slice(0, index).split('\n').length + 1
        const plain = comment.replaceAll(/^[ \t]*\* ?/gm, '')
        return [...plain.matchAll(/^@example\n([\s\S]*?)(?=^@|$(?![\s\S]))/gm)].flatMap((match) => {
          const line = first + plain.slice(0, match.index).split('\n').length
          const blocks = codeBlocks(file, match[1] ?? '')
          const none = { file, line: 0, language: '', code: '' }
          return (blocks.length > 0 ? blocks : [none]).map((block) => ({
            ...block,
            line: block.line + line - 1,
            of,
          }))
        })
      })
    })
}
