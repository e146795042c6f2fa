import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startSandbox } from '@block-slots/mock'
import type { CodeBlock } from '../block.ts'
import { type Command, commandsOf } from './command.ts'
import type { Finding } from './document.ts'
import { comparePrinted } from './perform.ts'
import type { Place } from './place.ts'
import { outputLanguages } from './program.ts'
import { environment, runProgram } from './run.ts'
import { scriptMistake } from './script.ts'

/** What the commands of a document leave to those after them. */
type Session = {
  readonly place: Place
  readonly env: Record<string, string>
  readonly token: string
  /** What was installed so far. */
  readonly installed: Set<string>
}

/** What a command printed, or what is wrong with it; nothing where it is not run. */
type Told = { readonly out: string } | { readonly mistake: string } | undefined

/** Runs the commands of a document, or shows that what they run exists; compares what they print with the block after them. */
export async function runShell(root: string, place: Place, blocks: readonly CodeBlock[]): Promise<Finding[]> {
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
      const commands = commandsOf(block)
      for (const command of commands) {
        const told = await obey(command, session)
        const { file, line } = command
        if (told !== undefined && 'mistake' in told) findings.push({ file, line, message: told.mistake })
        else if (told !== undefined) out = (out ?? '') + told.out
      }
      const next = blocks[index + 1]
      if (next === undefined || !outputLanguages.has(next.language)) continue
      findings.push(
        ...(out === undefined ? compareForm(root, place, commands, next) : compareOutput(next, out)),
      )
    }
  } finally {
    await sandbox.close()
  }
  return findings
}

function obey(command: Command, session: Session): Promise<Told> | Told {
  const { words } = command
  const [tool = '', next = ''] = words
  if (tool === 'export') return setVariables(words.slice(1), session)
  if (tool === 'npm' && /^(?:install|i|add)$/.test(next)) return install(words.slice(2), session)
  const isScript =
    tool === 'pnpm' || tool === 'npm' || (tool === 'npx' && words.some((word) => word.startsWith('pnpm@')))
  if (isScript) {
    const mistake = scriptMistake(words, session.place.members)
    return mistake === undefined ? undefined : { mistake }
  }
  if (tool === 'npx') return execute(words.slice(1), session)
  return {
    mistake: `Nobody knows how to prove \`${words.join(' ')}\`. Teach packages/release/tool/docs/shell.ts.`,
  }
}

/** A value with an ellipsis stands for what only the reader has; of those we have the token. */
function setVariables(words: readonly string[], { env, token }: Session): Told {
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
function install(words: readonly string[], { place, installed }: Session): Told {
  for (const word of words.filter((each) => !each.startsWith('-'))) {
    const [, name = word, range = ''] = /^(.+?)@([^/]*)$/.exec(word) ?? []
    const ours = place.members.find(({ manifest }) => manifest.name === name)
    if (ours?.manifest.private === true) return { mistake: `${name} is private: nobody can install it.` }
    const isPeer = place.members.some(({ manifest }) => manifest.peerDependencies?.[name] !== undefined)
    const path = join(place.folder, 'node_modules', name, 'package.json')
    if (ours === undefined && !isPeer && !existsSync(path)) {
      return { mistake: `${name} is no package of ours, no peer of one, and not installed here to be tried.` }
    }
    if (existsSync(path)) {
      const { version }: { version: string } = JSON.parse(readFileSync(path, 'utf8'))
      const wanted = range.replace(/^[\^~]/, '')
      if (wanted !== '' && version !== wanted && !version.startsWith(`${wanted}.`)) {
        return { mistake: `\`${word}\` would install another version than ${version}, which is tried here.` }
      }
    }
    installed.add(name)
  }
  return undefined
}

async function execute(words: readonly string[], { place, env, installed }: Session): Promise<Told> {
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
  if (run.code === 0) return { out: run.out }
  return { mistake: `\`npx ${words.join(' ')}\` ended with ${run.code}: ${(run.err || run.out).trim()}` }
}

/** Starts a server, asks it once, and stops it. The port is any free one: those that documents name may be taken here. */
async function serve(path: string, argv: readonly string[], cwd: string): Promise<Told> {
  const child = spawn(process.execPath, [path, ...argv, '--port', '0'], {
    cwd,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const patience = setTimeout(kill, 30_000)
  const closed = once(child, 'close')
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  try {
    let url: string | undefined
    for await (const text of createInterface({ input: child.stdout })) {
      said += `${text}\n`
      url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0]
      if (url !== undefined) break
    }
    if (url === undefined)
      return { mistake: `\`npx block-slots-mock ${argv.join(' ')}\` does not start: ${said.trim()}` }
    const headers = { Authorization: 'Bearer any', Version: '2021-04-15' }
    const { status } = await fetch(`${url}/calendars/CVokAlI8fgw4WYWoCtQz`, { headers })
    child.kill('SIGINT')
    const [code]: unknown[] = await closed
    if (status < 500 && code === 0) return undefined
    return {
      mistake: `\`npx block-slots-mock ${argv.join(' ')}\` answered ${status} and ended with ${String(code)}.`,
    }
  } finally {
    clearTimeout(patience)
    kill()
    process.off('exit', kill)
  }
}

/** Ids that the sandbox makes anew each time it runs are no promise. */
const plain = (text: string): string => text.replaceAll(/\bid [A-Za-z0-9]{20}\b/g, 'id …')

/** Compares what commands printed with the block after them. */
function compareOutput(block: CodeBlock, out: string): Finding[] {
  const promises = block.code.split('\n').map((text, index) => ({
    text: plain(text),
    file: block.file,
    line: block.line + 1 + index,
  }))
  return comparePrinted(promises, plain(out))
}

/**
 * What a script prints that takes too long to be run: its words, without the figures, have to stand in the script. The figures
 * are then what the last run printed, and the text above names the command to see them again.
 */
function compareForm(
  root: string,
  { members }: Place,
  commands: readonly Command[],
  block: CodeBlock,
): Finding[] {
  const sources = commands.flatMap(({ words }) => {
    const member = members.find(({ manifest }) => words.includes(manifest.name))
    const script = member?.manifest.scripts?.[words.at(-1) ?? '']
    const [path] = /\S+\.ts\b/.exec(script ?? '') ?? []
    return member === undefined || path === undefined ? [] : [join(root, member.folder, path)]
  })
  const source = sources.map((each) => readFileSync(each, 'utf8')).join('\n')
  return block.code.split('\n').flatMap((text, index) => {
    const unknown = text
      .split(/[\d(),.:;]+/)
      .flatMap((part) => part.trim().match(/^[a-z ]{4,}$/) ?? [])
      .find((words) => !source.includes(words))
    const message = `\`${unknown}\` is no word of what the command above prints.`
    return unknown === undefined ? [] : [{ file: block.file, line: block.line + 1 + index, message }]
  })
}
