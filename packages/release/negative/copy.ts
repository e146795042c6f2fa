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
import { basename, join } from 'node:path'
import { temporaryFolder } from '../shared/temporary-folder.ts'

/** A change of one file: the first place of some text gets another one, or the file gets what another one holds. */
export type Edit =
  | { readonly file: string; readonly replace: string; readonly by: string }
  | { readonly file: string; readonly from: string }

/** A copy of the repository in which anything may be spoilt. */
export type Copy = {
  readonly folder: string
  readonly edit: (edit: Edit) => void
  /** Takes every change back. */
  readonly restore: () => void
  readonly remove: () => void
}

/** What is large and no mistake is planted in, or has nothing to do with the sources. */
const excluded = new Set(['.git', '.turbo', '.vite', '.vitest', 'runtimes'])

/**
 * Copies the repository, as it lies there, into a temporary folder that goes with this process at the latest. The packages
 * of others are linked; those of the repository are the copied ones, since the links to them are relative.
 */
export function createCopy(root: string): Copy {
  const { path: folder, remove } = temporaryFolder('plant')

  for (const name of readdirSync(root)) {
    if (name === 'node_modules' || excluded.has(name)) continue
    cpSync(join(root, name), join(folder, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !excluded.has(basename(path)),
    })
  }
  // A folder of its own, in which pnpm keeps what it is about; all that is installed is linked.
  mkdirSync(join(folder, 'node_modules'))
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (/^\.(?!bin$|pnpm$)/.test(name)) continue
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  }

  /** What was there before; `undefined` where nothing was. */
  const before = new Map<string, string | undefined>()
  const edited = (edit: Edit, text: string | undefined): string => {
    if ('from' in edit) return readFileSync(join(folder, edit.from), 'utf8')
    if (!text?.includes(edit.replace)) {
      throw new Error(`${edit.file} has no ${JSON.stringify(edit.replace)} to be replaced.`)
    }
    return text.replace(edit.replace, () => edit.by)
  }
  return {
    folder,
    edit: (edit) => {
      const path = join(folder, edit.file)
      const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined
      if (!before.has(path)) before.set(path, text)
      writeFileSync(path, edited(edit, text))
    },
    remove,
    restore: () => {
      for (const [path, text] of before) {
        if (text === undefined) rmSync(path)
        else writeFileSync(path, text)
      }
      before.clear()
    },
  }
}
