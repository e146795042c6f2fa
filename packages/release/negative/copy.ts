import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { temporaryFolder } from '../shared/temporary-folder.ts'

/** An edit of one file: the first occurrence of a text is replaced, or the file gets the content of another one. */
export type Edit =
  | { readonly file: string; readonly replace: string; readonly by: string }
  | { readonly file: string; readonly from: string }

/** A copy of the repository for seeded mistakes. */
export type Copy = {
  readonly folder: string
  readonly edit: (edit: Edit) => void
  /** Reverts every edit. */
  readonly restore: () => void
  readonly remove: () => void
}

/** Caches, the history, and the runtimes with 1.5 GB: no seeded mistake needs them. */
const excluded = new Set(['.git', '.turbo', '.vite', '.vitest'])
const isExcluded = (path: string): boolean =>
  excluded.has(basename(path)) || path.endsWith(join('runtimes', 'node_modules'))

/**
 * Copies the working tree into a temporary folder. Installed packages are linked; workspace packages resolve to the copy,
 * because the links between them are relative.
 */
export function createCopy(root: string): Copy {
  const { path: folder, remove } = temporaryFolder('negative')

  for (const name of readdirSync(root)) {
    if (name === 'node_modules' || excluded.has(name)) continue
    cpSync(join(root, name), join(folder, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !isExcluded(path),
    })
  }
  // A folder of its own, because pnpm writes its state there; the packages in it are linked.
  mkdirSync(join(folder, 'node_modules'))
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (/^\.(?!bin$|pnpm$)/.test(name)) continue
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  }

  /** The original texts; `undefined` for a file that did not exist. */
  const originals = new Map<string, string | undefined>()
  const edited = (edit: Edit, text: string | undefined): string => {
    if ('from' in edit) return readFileSync(join(folder, edit.from), 'utf8')
    if (!text?.includes(edit.replace)) {
      throw new Error(`${edit.file} does not contain ${JSON.stringify(edit.replace)}. Adapt the edit.`)
    }
    return text.replace(edit.replace, () => edit.by)
  }
  return {
    folder,
    edit: (edit) => {
      const path = join(folder, edit.file)
      const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined
      if (!originals.has(path)) originals.set(path, text)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, edited(edit, text))
    },
    remove,
    restore: () => {
      for (const [path, text] of originals) {
        if (text === undefined) rmSync(path)
        else writeFileSync(path, text)
      }
      originals.clear()
    },
  }
}
