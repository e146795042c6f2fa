import type { Member } from './project.ts'

/** What pnpm and npm do themselves, without a script. */
const builtIn = new Set(['audit', 'config', 'install', 'exec', 'dlx', 'publish', 'pack', 'peers'])

/**
 * What is wrong with a command that runs a script of ours (`pnpm …`, `npm …`, `npx --yes pnpm@12 …`): the sentence, or nothing.
 *
 * @param folder Where it is called.
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
  let place = folder
  const named: string[] = []
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? ''
    const filter =
      word === '--filter' || word === '-F' ? (rest[(index += 1)] ?? '') : /^--filter=(.*)$/.exec(word)?.[1]
    if (filter !== undefined) {
      const member = members.find(({ manifest }) => manifest.name === filter.replaceAll('...', ''))
      if (member === undefined) return `\`${command}\`: no package here is called ${filter}.`
      place = member.folder
    } else if (!word.startsWith('-')) named.push(word)
  }
  const name = named[0] === 'run' ? named[1] : named[0]
  // A beginning that the text goes on from.
  if (name === undefined || name === '…' || name === '<script>') return undefined
  if (builtIn.has(name) && named[0] !== 'run') return undefined
  return hasScript(members, place, name)
    ? undefined
    : `\`${command}\`: there is no script "${name}" in ${place === '.' ? '' : `${place}/`}package.json.`
}

/** Whether the `package.json` of a folder has a script. */
export function hasScript(members: readonly Member[], folder: string, name: string): boolean {
  const member = members.find((each) => each.folder === folder)
  return member?.manifest.scripts?.[name] !== undefined
}
