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

/** An error in a document. */
export type Finding = { readonly file: string; readonly line: number; readonly message: string }

/** Installed, built, assembled and cached files, and release notes, which describe past versions. */
const excluded = new Set(['node_modules', 'dist', '.git', '.turbo', '.changeset', '.site'])

/** Every document of the repository. New ones are found without registration. */
export function readDocuments(root: string): Document[] {
  return documentPaths(root, root)
    .toSorted()
    .map((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      // The blocks of the deviations are lines of a diff; the tests of `spec` verify them.
      const blocks = file === 'spec/DEVIATIONS.md' ? [] : codeBlocks(file, text)
      return { file, text, blocks }
    })
}

function documentPaths(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (excluded.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return documentPaths(root, path)
    // API reports are generated and verified by the script `api`.
    const isOurs = /\.md$/i.test(entry.name) && !/^CHANGELOG\.md$|\.api\.md$/i.test(entry.name)
    return entry.isFile() && isOurs ? [relative(root, path)] : []
  })
}
