import { execFile } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Copy, copyOf } from './copy.ts'
import type { Mistake } from './mistakes.ts'

/** What became of a mistake: what was said of it, or, where it was not found, all that was said. */
export type Finding = {
  readonly name: string
  readonly by: string
  readonly found: boolean
  readonly said: string
}

/** What the copy without a mistake is called. */
export const NOTHING = 'none'

/** Where the packages of the repository are. */
const FOLDERS: Readonly<Record<string, string>> = {
  '@block-slots/client': 'packages/client',
  '@block-slots/helpers': 'packages/helpers',
  '@block-slots/mock': 'packages/mock',
  'block-slots': 'packages/cli',
}

/**
 * Builds a copy of the repository, runs in it what is to find the mistakes, which has to find nothing, and then again with
 * each mistake in turn.
 *
 * @param tell Is told of each finding as it comes, the unspoilt copy first.
 */
export async function findMistakes(
  root: string,
  mistakes: readonly Mistake[],
  tell: (finding: Finding) => void,
): Promise<void> {
  const copy = copyOf(root)
  try {
    await search(copy, mistakes, tell)
  } finally {
    copy.remove()
  }
}

async function search(
  copy: Copy,
  mistakes: readonly Mistake[],
  tell: (finding: Finding) => void,
): Promise<void> {
  const pnpm = async (words: string): Promise<Said> => run(copy.folder, words)
  const commands = mistakes.flatMap(({ by, build = [] }) => [by, ...build.map(buildOf)])
  const packages = Object.entries(FOLDERS).filter(([name]) =>
    commands.some((by) => by.startsWith(`--filter ${name} `)),
  )
  const dist = packages.map(([, folder]) => join(copy.folder, folder, 'dist'))

  for (const by of new Set([...packages.map(([name]) => buildOf(name)), ...commands])) {
    const { failed, text } = await pnpm(by)
    if (failed) return tell({ name: NOTHING, by, found: false, said: text })
  }
  tell({ name: NOTHING, by: 'all of these', found: true, said: 'nothing' })
  for (const path of dist) cpSync(path, `${path}.kept`, { recursive: true })

  for (const { name, edits, build = [], by, says } of mistakes) {
    for (const edit of edits) copy.edit(edit)
    let said = { failed: false, text: '' }
    for (const each of build) {
      said = await pnpm(buildOf(each))
      if (said.failed) break
    }
    // A build that fails already is not what was to find it.
    if (!said.failed) said = await pnpm(by)
    const [words] = says.exec(said.text) ?? []
    const found = said.failed && words !== undefined
    tell({ name, by, found, said: found ? words : said.text })
    copy.restore()
    for (const path of dist) {
      rmSync(path, { recursive: true, force: true })
      cpSync(`${path}.kept`, path, { recursive: true })
    }
  }
}

const buildOf = (name: string): string => `--filter ${name} build`

type Said = { readonly failed: boolean; readonly text: string }

async function run(cwd: string, words: string): Promise<Said> {
  const env = {
    ...process.env,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    // An installation would reach through the links.
    pnpm_config_verify_deps_before_run: 'false',
  }
  return new Promise((resolve) => {
    execFile('pnpm', words.split(' '), { cwd, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      // Where it cannot be started at all, nothing is printed.
      resolve({ failed: error !== null, text: stdout + stderr || (error?.message ?? '') }),
    )
  })
}
