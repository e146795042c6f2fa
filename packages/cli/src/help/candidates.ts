import type { Argument, Command, Option } from 'commander'
import { summaryOf } from '../options.ts'
import { topicNames } from './topic-names.ts'

/** What a shell completes in one place. */
export type Candidates =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** Words that `block-slots __complete SOURCE` prints. */
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'files' }
  /** A value that only the user knows. */
  | { readonly kind: 'any' }

/** An option, as a shell needs it. */
export type CompletedOption = {
  readonly flag: string
  readonly description: string
  /** Missing where the option takes no value. */
  readonly value?: Candidates
  /** True when several values may follow. */
  readonly isVariadic: boolean
  /** True when it may be given several times. */
  readonly isRepeatable: boolean
}

/** A command, as a shell needs it. */
export type CompletedCommand = {
  readonly name: string
  readonly description: string
  readonly options: readonly CompletedOption[]
  /** The values of its arguments, in their order. */
  readonly arguments: readonly Candidates[]
}

/** Reads the commands of the tree. The first one stands for the options before any command. */
export function completedCommands(root: Command): CompletedCommand[] {
  const commands = root.createHelp().visibleCommands(root)
  const names = commands.map((command) => command.name())
  return [root, ...commands].map((command) => ({
    name: command === root ? '' : command.name(),
    description: summaryOf(command),
    options: command
      .createHelp()
      .visibleOptions(command)
      .flatMap((option) => completedOption(option)),
    arguments: command.registeredArguments.map((argument) => argumentCandidates(argument, names)),
  }))
}

function completedOption(option: Option): CompletedOption[] {
  const { long, description, required, optional, variadic, parseArg } = option
  if (!long) return []
  const value = required || optional ? { value: optionCandidates(option, long) } : {}
  const isRepeatable = variadic || parseArg !== undefined
  return [{ flag: long, description, ...value, isVariadic: variadic, isRepeatable }]
}

/** The sources of values, by option or argument. */
const sources: Readonly<Record<string, string>> = {
  '--only': 'owners',
  '--profile': 'profiles',
  '--zone': 'zones',
  run: 'runs',
}

function optionCandidates({ flags, argChoices }: Option, long: string): Candidates {
  const source = sources[long]
  if (argChoices !== undefined) return { kind: 'words', words: argChoices }
  if (source !== undefined) return { kind: 'source', source }
  return { kind: /<(?:file|path|folder)>/.test(flags) ? 'files' : 'any' }
}

function argumentCandidates(argument: Argument, commands: readonly string[]): Candidates {
  const name = argument.name()
  const source = sources[name]
  if (argument.argChoices !== undefined) return { kind: 'words', words: argument.argChoices }
  if (name === 'topic') return { kind: 'words', words: [...commands, ...topicNames] }
  if (source !== undefined) return { kind: 'source', source }
  return { kind: /file|ics|calendar/.test(name) ? 'files' : 'any' }
}
