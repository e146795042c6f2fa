import { writeFileSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../pages.ts'

const run = promisify(execFile)

/** Writes the page of the command line, which is what `--help` prints for each command. */
export async function writeCommands(folder: string): Promise<void> {
  const help = await readHelp([])
  const sections: string[] = []
  for (const { heading, names } of groupsOf(help)) {
    sections.push(`## ${heading}`)
    for (const name of names) sections.push(`### ${name}`, fence(await readHelp([name])))
  }
  const intro = [
    '# Command line',
    'What `npx block-slots --help` prints, and `--help` of each command. The [README](../../../cli/README.md) shows them at work.',
  ]
  writeFileSync(join(folder, 'command-line.md'), `${[...intro, fence(help), ...sections].join('\n\n')}\n`)
}

const fence = (text: string): string => `\`\`\`text\n${text.trimEnd()}\n\`\`\``

async function readHelp(words: readonly string[]): Promise<string> {
  const start = `import(${JSON.stringify(join(root, 'packages/cli/src/process.ts'))}).then((it) => it.runProcess())`
  const argv = ['--conditions=block-slots-source', '--eval', start, '--', 'block-slots', ...words, '--help']
  const { stdout } = await run(process.execPath, argv, {
    env: { PATH: process.env['PATH'], TZ: 'UTC', NO_COLOR: '1' },
  })
  return stdout
}

/** The commands in the groups of the help: a line without a colon's end names a command, one with it a group. */
function groupsOf(help: string): { heading: string; names: string[] }[] {
  const groups: { heading: string; names: string[] }[] = []
  for (const line of help.split('\n')) {
    const [, heading] = /^(\S.*):$/.exec(line) ?? []
    const [, name] = /^ {2}([a-z][a-z-]*)(?: |$)/.exec(line) ?? []
    if (heading !== undefined) groups.push({ heading, names: [] })
    else if (name !== undefined && name !== 'block-slots' && name !== 'export')
      groups.at(-1)?.names.push(name)
  }
  return groups.filter(({ names }) => names.length > 0)
}
