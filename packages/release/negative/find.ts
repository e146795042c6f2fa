import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { attempt } from '../shared/command.ts'
import { type Copy, createCopy } from './copy.ts'
import type { Mistake } from './mistakes.ts'

/** The result of one seeded mistake. `output` is the expected message, or everything when the mistake was missed. */
export type Finding = {
  readonly name: string
  readonly command: string
  readonly found: boolean
  readonly output: string
}

/** The name of the copy without a mistake. */
export const baseline = 'none'

/** The folders of the packages that a mistake may rebuild. */
const packageFolders: Readonly<Record<string, string>> = {
  '@block-slots/client': 'packages/client',
  '@block-slots/helpers': 'packages/helpers',
  '@block-slots/mock': 'packages/mock',
  '@block-slots/sandbox': 'packages/sandbox',
  '@block-slots/sync': 'packages/sync',
  'block-slots': 'packages/cli',
}

/**
 * Builds a copy of the repository and runs every check in it, which must pass. Then seeds one mistake after the other, and
 * runs the check that must find it.
 *
 * @param onFinding Called with each result as it comes, the baseline first.
 */
export async function findMistakes(
  root: string,
  mistakes: readonly Mistake[],
  onFinding: (finding: Finding) => void,
): Promise<void> {
  const copy = createCopy(root)
  try {
    if (await checkBaseline(copy, mistakes, onFinding)) await seed(copy, mistakes, onFinding)
  } finally {
    copy.remove()
  }
}

const commandsOf = ({ command, build = [] }: Mistake): string[] => [command, ...build.map(buildOf)]
const buildOf = (name: string): string => `--filter ${name} build`

/** The packages that the mistakes are about. */
function packagesOf(mistakes: readonly Mistake[]): string[] {
  const commands = mistakes.flatMap(commandsOf)
  return Object.keys(packageFolders).filter((name) =>
    commands.some((command) => command.startsWith(`--filter ${name} `)),
  )
}

async function checkBaseline(
  copy: Copy,
  mistakes: readonly Mistake[],
  onFinding: (finding: Finding) => void,
): Promise<boolean> {
  const builds = packagesOf(mistakes).map(buildOf)
  for (const command of new Set([...builds, ...mistakes.flatMap(commandsOf)])) {
    const { failed, text } = await pnpm(copy, command)
    if (failed) {
      onFinding({ name: baseline, command, found: false, output: text })
      return false
    }
  }
  onFinding({ name: baseline, command: 'all of these', found: true, output: 'nothing' })
  return true
}

async function seed(
  copy: Copy,
  mistakes: readonly Mistake[],
  onFinding: (finding: Finding) => void,
): Promise<void> {
  const dist = packagesOf(mistakes).map((name) => join(copy.folder, packageFolders[name] ?? '', 'dist'))
  for (const path of dist) cpSync(path, `${path}.kept`, { recursive: true })

  for (const { name, edits, build = [], command, message } of mistakes) {
    for (const edit of edits) copy.edit(edit)
    let result: CommandOutput = { failed: false, text: '' }
    for (const each of build) {
      result = await pnpm(copy, buildOf(each))
      if (result.failed) break
    }
    // A failed build is kept as the result: the mistake has to be found by the command, whose message it then lacks.
    if (!result.failed) result = await pnpm(copy, command)
    const [match] = message.exec(result.text) ?? []
    const found = result.failed && match !== undefined
    onFinding({ name, command, found, output: found ? match : result.text })
    copy.restore()
    for (const path of dist) {
      rmSync(path, { recursive: true, force: true })
      cpSync(`${path}.kept`, path, { recursive: true })
    }
  }
}

type CommandOutput = { readonly failed: boolean; readonly text: string }

/** Runs pnpm in the copy, without its check of the installation, which would write through the links. */
async function pnpm({ folder }: Copy, command: string): Promise<CommandOutput> {
  const env = { pnpm_config_verify_deps_before_run: 'false' }
  const { code, stdout, stderr } = await attempt('pnpm', command.split(' '), { cwd: folder, env })
  return { failed: code !== 0, text: stdout + stderr }
}
