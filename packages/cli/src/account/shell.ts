import process from 'node:process'
import { UsageError } from '../error.ts'
import type { Session } from '../session.ts'
import { writeSuggestion } from '../text/suggest.ts'

/** Variables of the environment, by name. */
export type Variables = Readonly<Record<string, string>>

/** How each shell sets a variable for the commands after it. No value of a sandbox has to be quoted. */
const assignments = {
  bash: (name: string, value: string) => `export ${name}=${value}`,
  zsh: (name: string, value: string) => `export ${name}=${value}`,
  fish: (name: string, value: string) => `set -gx ${name} ${value}`,
  powershell: (name: string, value: string) => `$env:${name} = "${value}"`,
} as const

/** A shell for which variables are written. */
export type Shell = keyof typeof assignments

const isShell = (name: string): name is Shell => Object.hasOwn(assignments, name)

/** Chooses the shell: the one that is given, else the one of the user. */
export function chooseShell(given: string | undefined, { SHELL = '' }: Session['env']): Shell {
  if (given === undefined) {
    const name = SHELL.split('/').at(-1) ?? ''
    return isShell(name) ? name : process.platform === 'win32' ? 'powershell' : 'bash'
  }
  if (isShell(given)) return given
  const shells = Object.keys(assignments)
  throw new UsageError(
    `Expected --shell to be ${shells.slice(0, -1).join(', ')} or ${shells.at(-1)} and got "${given}".` +
      writeSuggestion(given, shells),
  )
}

/** Writes the lines that let the commands of a shell work with the sandbox. */
export const writeAssignments = (variables: Variables, shell: Shell): string[] =>
  Object.entries(variables).map(([name, value]) => assignments[shell](name, value))
