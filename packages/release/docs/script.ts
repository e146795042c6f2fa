import type { Member } from './project.ts'

/** Commands of pnpm and npm that are not scripts. */
const builtIn = new Set([
  'audit',
  'config',
  'deprecate',
  'dist-tag',
  'dlx',
  'exec',
  'install',
  'login',
  'logout',
  'pack',
  'peers',
  'publish',
  'unpublish',
  'view',
  'whoami',
])

/**
 * The problem with a command that runs a script of this repository (`pnpm …`, `npm …`, `npx --yes pnpm@12 …`), if any.
 *
 * @param folder The working directory of the command.
 */
export function scriptProblem(
  words: readonly string[],
  members: readonly Member[],
  folder = '.',
): string | undefined {
  const [tool = '', ...rest] = words
  const command = words.join(' ')
  if (tool === 'npx') {
    const [, ...after] = rest.filter((word) => word !== '--yes')
    return scriptProblem(['pnpm', ...after], members, folder)
  }
  let target = folder
  const named: string[] = []
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? ''
    const filter =
      word === '--filter' || word === '-F' ? (rest[(index += 1)] ?? '') : /^--filter=(.*)$/.exec(word)?.[1]
    if (filter !== undefined) {
      const member = members.find(({ manifest }) => manifest.name === filter.replaceAll('...', ''))
      if (member === undefined) return `\`${command}\`: there is no package ${filter}.`
      target = member.folder
    } else if (!word.startsWith('-')) named.push(word)
  }
  const name = named[0] === 'run' ? named[1] : named[0]
  // A prefix that the text completes.
  if (name === undefined || name === '…' || name === '<script>') return undefined
  if (builtIn.has(name) && named[0] !== 'run') return undefined
  return hasScript(members, target, name)
    ? undefined
    : `\`${command}\`: there is no script "${name}" in ${target === '.' ? '' : `${target}/`}package.json.`
}

/** True when the package.json of a folder has a script. */
export function hasScript(members: readonly Member[], folder: string, name: string): boolean {
  const member = members.find((each) => each.folder === folder)
  return member?.manifest.scripts?.[name] !== undefined
}
