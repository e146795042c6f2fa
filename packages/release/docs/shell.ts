import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startSandbox } from '@block-slots/sandbox'
import type { CodeBlock } from '../shared/code-block.ts'
import { readManifest } from '../shared/manifest.ts'
import { outputLanguages } from '../shared/program.ts'
import { type Command, parseCommands } from './shell-command.ts'
import type { Finding } from './document.ts'
import { compareWording, compareOutput } from './output.ts'
import type { Project } from './project.ts'
import { runProgram } from './run.ts'
import { scriptProblem } from './script.ts'
import { serve } from './serve.ts'

/** What the commands of a document leave to those after them. */
type Session = {
  readonly place: Project
  readonly env: Record<string, string>
  readonly token: string
  /** What was installed so far. */
  readonly installed: Set<string>
}

/** What a command printed, or what is wrong with it; nothing where it is not run. */
type CommandResult = { readonly out: string } | { readonly mistake: string } | undefined

/** Runs the commands of a document, or shows that what they run exists; compares what they print with the block after them. */
export async function runShell(
  root: string,
  place: Project,
  blocks: readonly CodeBlock[],
): Promise<Finding[]> {
  const sandbox = await startSandbox()
  const session: Session = {
    place,
    env: { HIGHLEVEL_BASE_URL: sandbox.url },
    token: sandbox.token,
    installed: new Set(),
  }
  const findings: Finding[] = []
  try {
    for (const [index, block] of blocks.entries()) {
      if (block.language !== 'sh') continue
      let out: string | undefined
      const commands = parseCommands(block)
      for (const command of commands) {
        const told = await runCommand(command, session)
        const { file, line } = command
        if (told !== undefined && 'mistake' in told) findings.push({ file, line, message: told.mistake })
        else if (told !== undefined) out = (out ?? '') + told.out
      }
      const next = blocks[index + 1]
      if (next === undefined || !outputLanguages.has(next.language)) continue
      findings.push(
        ...(out === undefined ? compareWording(root, place, commands, next) : compareOutput(next, out)),
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
    const mistake = scriptProblem(words, session.place.members)
    return mistake === undefined ? undefined : { mistake }
  }
  if (tool === 'npx') return execute(words.slice(1), session)
  return {
    mistake: `Nobody knows how to prove \`${words.join(' ')}\`. Teach packages/release/docs/shell.ts.`,
  }
}

/** A value with an ellipsis stands for what only the reader has; of those we have the token. */
function setVariables(words: readonly string[], { env, token }: Session): CommandResult {
  for (const word of words) {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(word) ?? []
    if (name === '') return { mistake: `\`${word}\` sets nothing.` }
    if (value.includes('…') && name !== 'HIGHLEVEL_TOKEN')
      return { mistake: `Nobody knows what \`${word}\` stands for.` }
    env[name] = value.includes('…') ? token : value
  }
  return undefined
}

/** Ours are published, whatever else is named is what we say that it goes with, in that version. */
function install(words: readonly string[], { place, installed }: Session): CommandResult {
  for (const word of words.filter((each) => !each.startsWith('-'))) {
    const [, name = word, range = ''] = /^(.+?)@([^/]*)$/.exec(word) ?? []
    const ours = place.members.find(({ manifest }) => manifest.name === name)
    if (ours?.manifest.private === true) return { mistake: `${name} is private: nobody can install it.` }
    const isPeer = place.members.some(({ manifest }) => manifest.peerDependencies?.[name] !== undefined)
    const path = join(place.folder, 'node_modules', name)
    if (ours === undefined && !isPeer && !existsSync(path)) {
      return { mistake: `${name} is no package of ours, no peer of one, and not installed here to be tried.` }
    }
    if (existsSync(path)) {
      const { version = '' } = readManifest(path)
      const wanted = range.replace(/^[\^~]/, '')
      if (wanted !== '' && version !== wanted && !version.startsWith(`${wanted}.`)) {
        return { mistake: `\`${word}\` would install another version than ${version}, which is tried here.` }
      }
    }
    installed.add(name)
  }
  return undefined
}

async function execute(words: readonly string[], { place, env, installed }: Session): Promise<CommandResult> {
  const [name = '', ...argv] = words.filter((word) => word !== '--yes')
  const program = place.program(name)
  if (program === undefined)
    return { mistake: `\`npx ${name}\` finds nothing: no package here has such a program.` }
  const bare = name.replace(/(?<=.)@[^/]*$/, '')
  if (program.from !== bare && !installed.has(program.from)) {
    return { mistake: `\`npx ${name}\` finds nothing: no command above installs ${program.from}.` }
  }
  if (program.from === '@block-slots/mock') return serve(program.path, argv, place.folder)
  const run = await runProgram(process.execPath, [program.path, ...argv], { cwd: place.folder, env })
  if (run.code === 0) return { out: run.stdout }
  return {
    mistake: `\`npx ${words.join(' ')}\` ended with ${run.code}: ${(run.stderr || run.stdout).trim()}`,
  }
}
