import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { attempt } from '../shared/command.ts'
import { type Copy, createCopy } from './copy.ts'
import type { Mistake } from './mistakes.ts'

/** What became of a mistake: what was said of it, or, where it was not found, all that was said. */
export type Finding = {
  readonly name: string
  readonly by: string
  readonly found: boolean
  readonly output: string
}

/** What the copy without a mistake is called. */
export const baseline = 'none'

/** Where the packages of the repository are. */
const packageFolders: Readonly<Record<string, string>> = {
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
  const copy = createCopy(root)
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
  const commands = mistakes.flatMap(({ command: by, build = [] }) => [by, ...build.map(buildOf)])
  const packages = Object.entries(packageFolders).filter(([name]) =>
    commands.some((by) => by.startsWith(`--filter ${name} `)),
  )
  const dist = packages.map(([, folder]) => join(copy.folder, folder, 'dist'))

  for (const by of new Set([...packages.map(([name]) => buildOf(name)), ...commands])) {
    const { failed, text } = await pnpm(copy, by)
    if (failed) return tell({ name: baseline, by, found: false, output: text })
  }
  tell({ name: baseline, by: 'all of these', found: true, output: 'nothing' })
  for (const path of dist) cpSync(path, `${path}.kept`, { recursive: true })

  for (const { name, edits, build = [], command: by, message: says } of mistakes) {
    for (const edit of edits) copy.edit(edit)
    let said = { failed: false, text: '' }
    for (const each of build) {
      said = await pnpm(copy, buildOf(each))
      if (said.failed) break
    }
    // A build that fails already is not what was to find it.
    if (!said.failed) said = await pnpm(copy, by)
    const [words] = says.exec(said.text) ?? []
    const found = said.failed && words !== undefined
    tell({ name, by, found, output: found ? words : said.text })
    copy.restore()
    for (const path of dist) {
      rmSync(path, { recursive: true, force: true })
      cpSync(`${path}.kept`, path, { recursive: true })
    }
  }
}

const buildOf = (name: string): string => `--filter ${name} build`

/** Runs pnpm in the copy. An installation would reach through its links. */
async function pnpm({ folder }: Copy, words: string): Promise<CommandOutput> {
  const env = { pnpm_config_verify_deps_before_run: 'false' }
  const { code, stdout: out, stderr: err } = await attempt('pnpm', words.split(' '), { cwd: folder, env })
  return { failed: code !== 0, text: out + err }
}

type CommandOutput = { readonly failed: boolean; readonly text: string }
