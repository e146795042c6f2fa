import { spawn } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { systemCode, TokenError } from '../error.ts'
import type { Session } from '../session.ts'
import { quoteArgument } from '../text/quote.ts'
import type { Profile } from './profiles.ts'

/** A larger file, or a longer output, is no token. */
const maxBytes = 65_536
/** A password manager may ask for a password meanwhile. */
const commandTimeoutMs = 30_000
/** What a command has printed is read in less. */
const drainMs = 1000

/**
 * Reads the token of a profile.
 *
 * @throws TokenError when it cannot be read. The message does not repeat what was read.
 */
export async function readProfileToken(profile: Profile, session: Session): Promise<string> {
  const { token = '', tokenCommand } = profile
  if (tokenCommand !== undefined) return runTokenCommand(tokenCommand, profile, session)
  const [scheme, name] = [token.slice(0, token.indexOf(':')), token.slice(token.indexOf(':') + 1)]
  return scheme === 'env' ? readVariable(name, profile, session) : readTokenFile(name, profile, session)
}

function readVariable(name: string, profile: Profile, { env }: Session): string {
  const value = env[name]?.trim()
  if (value) return value
  throw new TokenError(
    `Expected the variable ${name} to hold the token of profile ${profile.name} and found it ` +
      `${value === undefined ? 'missing' : 'empty'}. Set it, or change token in ${profile.path}.`,
  )
}

async function readTokenFile(name: string, profile: Profile, { env }: Session): Promise<string> {
  const isOfHome = name.startsWith('~/') && Boolean(env.HOME)
  const given = isOfHome ? join(env.HOME ?? '', name.slice(2)) : name
  const path = isAbsolute(given) ? given : resolve(dirname(profile.path), given)
  const about = `the token file ${path} of profile ${profile.name}`
  try {
    const { mode, size } = await stat(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new TokenError(
        `Expected ${about} to be readable by its owner alone and found that others may read it. ` +
          `Type: chmod 600 ${quoteArgument(path)}`,
      )
    }
    const value = size > maxBytes ? '' : (await readFile(path, 'utf8')).trim()
    if (value !== '') return value
    throw new TokenError(
      `Expected ${about} to hold one token and found ${size > maxBytes ? 'more' : 'nothing'}.`,
    )
  } catch (error) {
    if (error instanceof TokenError) throw error
    throw new TokenError(`Expected to read ${about} and got the error ${systemCode(error)}.`)
  }
}

/** The end of a command. */
type End = { readonly output: string; readonly how?: string }

async function runTokenCommand(command: string, profile: Profile, session: Session): Promise<string> {
  const { output, how } = await runShell(command, session)
  session.signal.throwIfAborted()
  const token = output.trim()
  const found = how ?? (token === '' ? 'nothing' : token.includes('\n') ? 'several lines' : undefined)
  if (found === undefined) return token
  throw new TokenError(
    `Expected token-command of profile ${profile.name} to print the token and got ${found}. ` +
      `It is in ${profile.path}; try it alone: ${command}`,
  )
}

/** Runs a command whose questions and messages go to the terminal, and returns what it prints. */
function runShell(command: string, { env, signal }: Session): Promise<End> {
  return new Promise((done) => {
    const child = spawn(command, {
      shell: process.platform === 'win32' ? true : '/bin/sh',
      stdio: ['inherit', 'pipe', 'inherit'],
      env: { ...env },
      signal,
      timeout: commandTimeoutMs,
    })
    let output = ''
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (text: string) => {
      if (output.length <= maxBytes) output += text
    })
    child.on('error', (error) =>
      done({ output: '', how: `the error ${'code' in error ? String(error.code) : error.name}` }),
    )
    // What the command has started may go on, and keeps its output open.
    child.on('exit', (_, ended) => {
      const timer = setTimeout(() => child.stdout.destroy(), ended === null ? drainMs : 0)
      child.on('close', () => clearTimeout(timer))
    })
    child.on('close', (code, ended) => {
      const seconds = commandTimeoutMs / 1000
      if (ended !== null) done({ output: '', how: `the signal ${ended} (it has ${seconds} seconds)` })
      else if (code !== 0) done({ output: '', how: `the exit code ${code}` })
      else done({ output })
    })
  })
}
