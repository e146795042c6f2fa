import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startSandbox } from '@block-slots/sandbox'
import type { CodeBlock } from '../shared/code-block.ts'
import { readManifest } from '../shared/manifest.ts'
import { outputLanguages } from '../shared/program.ts'
import { type Command, parseCommands } from './shell-command.ts'
import type { Finding } from './document.ts'
import { compareWording, compareOutput } from './output.ts'
import { type Project, scriptFolder } from './project.ts'
import { runProgram } from './run.ts'
import { scriptProblem } from './script.ts'
import { serve } from './serve.ts'
import { createWorkFolder } from './yaml.ts'

/** The packages whose command is a server. */
const servers = new Set(['@block-slots/mock', '@block-slots/sandbox'])

/** The state that the commands of a document share. */
type Session = {
  readonly project: Project
  /** Where they run. */
  readonly folder: string
  readonly env: Record<string, string>
  readonly token: string
  /** The packages installed so far. */
  readonly installed: Set<string>
}

/** The output or the problem of a command; `undefined` for a command that is not run. */
type CommandResult = { readonly output: string } | { readonly problem: string } | undefined

/** Runs the commands of a document, or checks that their targets exist. Compares the output with the block after them. */
export async function runShell(
  root: string,
  project: Project,
  blocks: readonly CodeBlock[],
): Promise<Finding[]> {
  const sandbox = await startSandbox()
  const session: Session = {
    project,
    folder: createWorkFolder(project.folder, blocks),
    env: { HIGHLEVEL_BASE_URL: sandbox.url },
    token: sandbox.token,
    installed: new Set(),
  }
  const findings: Finding[] = []
  try {
    for (const [index, block] of blocks.entries()) {
      if (block.language !== 'sh' || block.source !== undefined) continue
      let output: string | undefined
      const commands = parseCommands(block)
      for (const command of commands) {
        const result = await runCommand(command, session)
        const { file, line } = command
        if (result === undefined) continue
        if ('problem' in result) findings.push({ file, line, message: result.problem })
        else output = (output ?? '') + result.output
      }
      const next = blocks[index + 1]
      if (next === undefined || !outputLanguages.has(next.language)) continue
      findings.push(
        ...(output === undefined
          ? compareWording(root, project, commands, next)
          : compareOutput(next, output)),
      )
    }
  } finally {
    await sandbox.close()
  }
  return findings
}

function runCommand(command: Command, session: Session): Promise<CommandResult> | CommandResult {
  const { words } = command
  const [tool = '', next = ''] = words
  if (tool === 'export') return setVariables(words.slice(1), session)
  if (tool === 'npm' && /^(?:install|i|add)$/.test(next)) return install(words.slice(2), session)
  const isScript =
    tool === 'pnpm' || tool === 'npm' || (tool === 'npx' && words.some((word) => word.startsWith('pnpm@')))
  if (isScript) {
    const problem = scriptProblem(words, session.project.scripted, scriptFolder(command.file))
    return problem === undefined ? undefined : { problem }
  }
  if (tool === 'npx') return execute(words.slice(1), session)
  return {
    problem: `\`${words.join(' ')}\` cannot be checked. Add the command to packages/release/docs/shell.ts.`,
  }
}

/** A value with an ellipsis is a placeholder; only the token has a value here. */
function setVariables(words: readonly string[], { env, token }: Session): CommandResult {
  for (const word of words) {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(word) ?? []
    if (name === '') return { problem: `\`${word}\` sets no variable.` }
    if (value.includes('…') && name !== 'HIGHLEVEL_TOKEN')
      return { problem: `\`${word}\` is a placeholder without a known value.` }
    env[name] = value.includes('…') ? token : value
  }
  return undefined
}

/** Checks that a package is published from here, or is a peer or an installed package in the named version. */
function install(words: readonly string[], { project, installed }: Session): CommandResult {
  for (const word of words.filter((each) => !each.startsWith('-'))) {
    const [, name = word, range = ''] = /^(.+?)@([^/]*)$/.exec(word) ?? []
    const ours = project.members.find(({ manifest }) => manifest.name === name)
    if (ours?.manifest.private === true) return { problem: `${name} is private and cannot be installed.` }
    const isPeer = project.members.some(({ manifest }) => manifest.peerDependencies?.[name] !== undefined)
    const path = join(project.folder, 'node_modules', name)
    if (ours === undefined && !isPeer && !existsSync(path)) {
      return { problem: `${name} is not a package of this repository, not a peer, and not installed here.` }
    }
    if (existsSync(path)) {
      const { version = '' } = readManifest(path)
      const wanted = range.replace(/^[\^~]/, '')
      if (wanted !== '' && version !== wanted && !version.startsWith(`${wanted}.`)) {
        return { problem: `\`${word}\` does not match version ${version}, which is tested here.` }
      }
    }
    installed.add(name)
  }
  return undefined
}

async function execute(
  words: readonly string[],
  { project, folder, env, installed }: Session,
): Promise<CommandResult> {
  // `npx --yes <name>` installs without a question; after the name it is an option of the command.
  const [name = '', ...argv] = words[0] === '--yes' ? words.slice(1) : words
  const program = project.program(name)
  if (program === undefined) return { problem: `\`npx ${name}\`: no package has this command.` }
  const bare = name.replace(/(?<=.)@[^/]*$/, '')
  if (program.from !== bare && !installed.has(program.from)) {
    return { problem: `\`npx ${name}\`: no command above installs ${program.from}.` }
  }
  if (servers.has(program.from)) return serve(name, program.path, argv, folder)
  const run = await runProgram(process.execPath, [program.path, ...argv], { cwd: folder, env })
  if (run.code === 0) return { output: run.stdout }
  return {
    problem: `\`npx ${words.join(' ')}\` ended with ${run.code}: ${(run.stderr || run.stdout).trim()}`,
  }
}
