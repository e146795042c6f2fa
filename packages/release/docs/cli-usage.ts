import type { Document, Finding } from './document.ts'
import { nodesOf } from '../shared/markdown.ts'
import type { Project } from './project.ts'
import { runProgram } from './run.ts'

const ownReadme = 'packages/cli/README.md'

/** Commands and options of the command line that a text names and that its help does not know. */
export async function findUnknownUsage(place: Project, documents: readonly Document[]): Promise<Finding[]> {
  const help = await readHelp(place)
  return documents.flatMap(({ file, text }) =>
    nodesOf(text).flatMap((node) => {
      if (node.type !== 'inlineCode') return []
      const line = node.position?.start.line ?? 0
      const told = /^npx block-slots (\w+)/.exec(node.value) ?? []
      // Its own document has a table of commands and speaks of options alone.
      const own = file === ownReadme ? (/^([a-z]+) (?:--|ID\b)/.exec(node.value) ?? []) : []
      const command = told[1] ?? own[1]
      if (command === undefined && !(file === ownReadme && node.value.startsWith('--'))) return []
      const known = command === undefined ? [...help.values()].join('') : help.get(command)
      if (known === undefined) return [{ file, line, message: `\`block-slots ${command}\` is no command.` }]
      return [...node.value.matchAll(/--[a-z][a-z-]*/g)]
        .filter(([option]) => !new RegExp(String.raw`${option}\b`).test(known))
        .map(([option]) => ({
          file,
          line,
          message: `\`block-slots ${command ?? ''}\` has no option ${option}.`,
        }))
    }),
  )
}

/** The help of every command by its name, and that of the program under no name. */
async function readHelp(place: Project): Promise<Map<string, string>> {
  const path = place.program('block-slots')?.path ?? ''
  const ask = async (...argv: string[]): Promise<string> =>
    (await runProgram(process.execPath, [path, ...argv, '--help'], { cwd: place.folder })).stdout
  const whole = await ask()
  const [, list = ''] = /^Commands:\n((?: .*\n)+)/m.exec(whole) ?? []
  const names = [...list.matchAll(/^ {2}([a-z]+)\b/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help')
  const each = await Promise.all(names.map(async (name) => [name, await ask(name)] as const))
  return new Map([['', whole], ...each])
}
