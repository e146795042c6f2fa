import type { Document, Finding } from './document.ts'
import { nodesOf } from '../shared/markdown.ts'
import type { Project } from './project.ts'
import { runProgram } from './run.ts'

const ownDocuments = /^packages\/cli\/(?:README|guide\/[\w-]+)\.md$/

/** Commands and options that documents mention and the help of the command line does not list. */
export async function findUnknownUsage(project: Project, documents: readonly Document[]): Promise<Finding[]> {
  const help = await readHelp(project)
  return documents.flatMap(({ file, text }) => {
    const isOwn = ownDocuments.test(file)
    return nodesOf(text).flatMap((node) => {
      if (node.type !== 'inlineCode') return []
      const line = node.position?.start.line ?? 0
      const mentioned = /^npx block-slots (\w+)/.exec(node.value) ?? []
      // The README and the guides of the command line mention its commands without `npx block-slots`.
      const own = isOwn ? (/^([a-z]+) (?:--|ID\b)/.exec(node.value) ?? []) : []
      const command = mentioned[1] ?? own[1]
      if (command === undefined && !(isOwn && node.value.startsWith('--'))) return []
      const known = command === undefined ? [...help.values()].join('') : help.get(command)
      if (known === undefined)
        return [{ file, line, message: `\`block-slots ${command}\` is not a command.` }]
      return [...node.value.matchAll(/--[a-z][a-z-]*/g)]
        .filter(([option]) => !new RegExp(String.raw`${option}\b`).test(known))
        .map(([option]) => ({
          file,
          line,
          message: `\`block-slots ${command ?? ''}\` has no option ${option}.`,
        }))
    })
  })
}

/** The help of every command by name, and the general help under an empty name. */
async function readHelp(project: Project): Promise<Map<string, string>> {
  const path = project.program('block-slots')?.path ?? ''
  const ask = async (...argv: string[]): Promise<string> =>
    (await runProgram(process.execPath, [path, ...argv, '--help'], { cwd: project.folder })).stdout
  const whole = await ask()
  // Commands are grouped under headings; options have a hyphen, and lines of prose begin at the margin or with other words.
  const names = [...whole.matchAll(/^ {2}([a-z]+)(?: [<[]\S+)*(?: {2,}\S|$)/gm)].map(([, name = '']) => name)
  const each = await Promise.all(names.map(async (name) => [name, await ask(name)] as const))
  return new Map([['', whole], ...each])
}
