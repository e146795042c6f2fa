import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type CodeBlock, codeBlocks } from '../shared/code-block.ts'

/** A document in Markdown. */
export type Document = {
  /** Its path, from the root of the repository. */
  readonly file: string
  readonly text: string
  readonly blocks: readonly CodeBlock[]
}

/** Something in a document that is not so. */
export type Finding = { readonly file: string; readonly line: number; readonly message: string }

/** What is installed, built or kept by a tool, and release notes, which tell of what was. */
const elsewhere = new Set(['node_modules', 'dist', '.git', '.turbo', '.changeset'])

/** Every document of the repository: whoever adds one has it proven without a word anywhere. */
export function readDocuments(root: string): Document[] {
  return documentPaths(root, root)
    .toSorted()
    .map((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      // What the deviations show is lines of a difference, and the tests of `spec` hold each of them to it.
      const blocks = file === 'spec/DEVIATIONS.md' ? [] : codeBlocks(file, text)
      return { file, text, blocks }
    })
}

function documentPaths(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (elsewhere.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return documentPaths(root, path)
    // Reports of the public declarations are generated, and compared by what generates them.
    const isOurs = /\.md$/i.test(entry.name) && !/^CHANGELOG\.md$|\.api\.md$/i.test(entry.name)
    return entry.isFile() && isOurs ? [relative(root, path)] : []
  })
}
