import { posix } from 'node:path'
import { attempt } from '../shared/command.ts'
import { parseCompilerErrors } from '../shared/compile.ts'
import { type Copy, createCopy, type Edit } from './copy.ts'

/** A change that contributors make, and the places that have to fail until they know of it. */
export type Recipe = {
  readonly name: string
  /** The first edits, by hand. */
  readonly edits: readonly Edit[]
  /** Arguments of `pnpm` that regenerate files after the edits. */
  readonly regenerate: readonly string[]
  readonly checks: readonly Check[]
}

/** A check after the first edits. */
type Check = {
  /** The folder of the package, from the root. */
  readonly folder: string
  /** Arguments of `pnpm` in that folder. */
  readonly command: string
  /** The files that have to fail: sources by the compiler, test files by their tests. */
  readonly places: readonly string[]
}

/** A place that fails after the first edits. */
type Place = { readonly file: string; readonly command: string; readonly message: string }

/** The places that failed, and the expected ones that did not. */
export type RecipeResult = { readonly failing: readonly Place[]; readonly missed: readonly string[] }

/**
 * Runs the checks of a recipe on a copy of the repository, which must pass, then performs its first edits, regenerates, and
 * runs the checks again.
 *
 * @throws Error when a check fails before the edits, or an edit or the regeneration fails.
 */
export async function runRecipe(root: string, { edits, regenerate, checks }: Recipe): Promise<RecipeResult> {
  const copy = createCopy(root)
  try {
    for (const { folder, command } of checks) await succeed(copy, folder, command)
    for (const edit of edits) copy.edit(edit)
    for (const command of regenerate) await succeed(copy, '.', command)
    const failing: Place[] = []
    const missed: string[] = []
    for (const { folder, command, places } of checks) {
      const { output } = await pnpm(copy, folder, command)
      const found = failuresIn(output).map(({ file, message }) => ({
        file: posix.join(folder, file),
        command,
        message,
      }))
      failing.push(...found)
      const files = new Set(found.map(({ file }) => file))
      missed.push(...places.map((place) => `${folder}/${place}`).filter((place) => !files.has(place)))
    }
    return { failing, missed }
  } finally {
    copy.remove()
  }
}

/** The errors of a compiler and the failed tests of vitest, by file. */
export function failuresIn(output: string): { file: string; message: string }[] {
  const tests = [...output.matchAll(/^\s*FAIL\s+(?:\|\w+\|\s+)?(\S+)(?: > (.*))?$/gm)]
  return [
    ...parseCompilerErrors(output).map(({ file, message }) => ({ file, message })),
    ...tests.map(([, file = '', message = 'does not load']) => ({ file, message })),
  ]
}

async function succeed(copy: Copy, folder: string, command: string): Promise<void> {
  const { failed, output } = await pnpm(copy, folder, command)
  if (failed) throw new Error(`pnpm ${command} fails in ${folder} before the places can be shown:\n${output}`)
}

async function pnpm(
  copy: Copy,
  folder: string,
  command: string,
): Promise<{ readonly failed: boolean; readonly output: string }> {
  // A check of the installation would write through the links of the copy.
  const env = { pnpm_config_verify_deps_before_run: 'false' }
  const cwd = `${copy.folder}/${folder}`
  const { code, stdout, stderr } = await attempt('pnpm', command.split(' '), { cwd, env })
  return { failed: code !== 0, output: stdout + stderr }
}
