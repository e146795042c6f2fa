import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, matchesGlob, relative } from 'node:path'

/**
 * The files of the repository that belong to it, as paths from the root. It walks the folder and follows `.gitignore`
 * itself, because a downloaded archive has no git history and the machine may not have git.
 *
 * @throws Error for a pattern in `.gitignore` that is more than the name of a file or folder.
 */
export function listFiles(root: string): string[] {
  const path = join(root, '.gitignore')
  const patterns = existsSync(path) ? readPatterns(readFileSync(path, 'utf8')) : []
  const walk = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const ignored = entry.name === '.git' || patterns.some((pattern) => isMatch(entry, pattern))
      if (ignored) return []
      const at = join(folder, entry.name)
      return entry.isDirectory() ? walk(at) : [relative(root, at)]
    })
  return walk(root).toSorted()
}

type Pattern = { readonly glob: string; readonly foldersOnly: boolean }
type Entry = { readonly name: string; readonly isDirectory: () => boolean }

const isMatch = (entry: Entry, { glob, foldersOnly }: Pattern): boolean =>
  (!foldersOnly || entry.isDirectory()) && matchesGlob(entry.name, glob)

function readPatterns(text: string): Pattern[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.map((line) => {
    const glob = line.replace(/\/$/, '')
    if (/[!/]/.test(glob)) throw new Error(`Expected .gitignore to hold plain names and got "${line}".`)
    return { glob, foldersOnly: line.endsWith('/') }
  })
}
