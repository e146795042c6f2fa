import type { Command } from 'commander'
import type { Mistake } from '../error.ts'
import { exampleOf } from '../options.ts'
import { joinNames } from '../text/names.ts'
import { suggest } from '../text/suggest.ts'
import { topicNames } from './topic-names.ts'
import { commandWords, optionSentences, optionWords, topicWords } from './words.ts'

/** Describes a mistake of the command line: what is wrong, and what to type. More than one line with an example. */
export function describeMistake({ kind, message, command }: Mistake): string {
  const [, given = ''] = /'(.*)'/s.exec(message) ?? []
  const name = `block-slots ${command.name()}`
  switch (kind) {
    case 'commander.unknownCommand':
      return describeUnknownCommand(command, given)
    case 'commander.unknownOption':
      return describeUnknownOption(command, given.replace(/=.*/s, ''))
    case 'commander.missingArgument':
      return withExample(command, `${name} needs ${argumentOf(command, given)}.`)
    case 'commander.missingMandatoryOptionValue': {
      // Commander looks at these first, and a misspelt one is the reason.
      const unknown = findUnknownOption(command)
      return unknown === undefined
        ? withExample(command, `${name} needs ${given}.`)
        : describeUnknownOption(command, unknown)
    }
    case 'commander.optionMissingArgument':
      return withExample(command, `${given.replace(/ .*/, '')} needs a value.`)
    case 'commander.excessArguments':
      return describeExcess(command)
    case 'commander.invalidArgument':
      return withExample(command, describeChoices(message))
    // Thrown by the command for help.
    case 'unknownTopic':
      return describeUnknownTopic(command, given)
    default:
      return withExample(command, `${message.charAt(0).toUpperCase()}${message.slice(1)}`)
  }
}

function withExample(command: Command, sentence: string): string {
  const example = exampleOf(command)
  return [
    sentence,
    ...(example === undefined ? [] : [`Example: ${example}`]),
    `All options: block-slots ${command.name()} --help`,
  ].join('\n')
}

/** The words for an argument: its description without what is said of its form. */
const argumentOf = (command: Command, name: string): string =>
  command.registeredArguments.find((argument) => argument.name() === name)?.description.replace(/,.*/, '') ??
  name

/** `error: option '--approve <plans>' argument 'x' is invalid. Allowed choices are creates, all.` */
function describeChoices(message: string): string {
  const [, value = '', choices = ''] =
    /'([^']*)' is invalid.* Allowed choices are (.*)\.$/.exec(message) ?? []
  const [, option, argument = 'value'] = /(--[\w-]+)|for argument '(\w+)'/.exec(message) ?? []
  const name = option ?? `the ${argument}`
  const meant = suggest(value, choices.split(', '))
  const words = `Expected ${name} to be one of ${choices} and got "${value}".`
  return meant === undefined ? words : `${words} Did you mean "${meant}"?`
}

function describeUnknownTopic(root: Command, word: string): string {
  const known = [...namesOf(root), ...topicNames]
  const lower = word.toLowerCase()
  const meant =
    findWord(topicWords, lower, known) ?? findWord(commandWords, lower, known) ?? suggest(lower, known)
  const advice =
    meant === undefined
      ? 'See all commands and topics with: block-slots help'
      : `Did you mean: block-slots help ${meant}`
  return `There is no command and no topic "${word}". ${advice}`
}

/** Describes a word that is no command, or no topic of the help. */
function describeUnknownCommand(root: Command, word: string): string {
  const known = namesOf(root)
  const lower = word.toLowerCase().replace(/^-+/, '')
  const wrong = `There is no command "${word}".`
  if (lower === 'version') return `${wrong} Type: block-slots --version`
  const meant =
    known.find((name) => name === lower) ?? findWord(commandWords, lower, known) ?? suggest(lower, known)
  return meant === undefined
    ? `${wrong} See all commands with: block-slots --help`
    : `${wrong} Did you mean: block-slots ${meant}`
}

const namesOf = (root: Command): string[] =>
  root
    .createHelp()
    .visibleCommands(root)
    .map((command) => command.name())

const findWord = (
  words: Readonly<Record<string, readonly string[]>>,
  word: string,
  known: readonly string[],
): string | undefined => known.find((name) => words[name]?.includes(word))

function describeUnknownOption(command: Command, flag: string): string {
  const isRoot = command.parent === null
  const wrong = `${isRoot ? 'block-slots' : command.name()} has no option ${flag}.`
  const word = flag.replace(/^-+/, '')
  const own = flagsOf(command)
  // Commander takes `--json=yes` for another option.
  if (own.includes(flag)) return `${flag} takes no value. Type it alone: ${flag}`
  const meant = findWord(optionWords, word, own) ?? suggest(`--${word}`, own)
  if (meant !== undefined) return `${wrong} Did you mean ${meant}?`
  const sentence = optionSentences.get(`${command.name()} ${word}`) ?? optionSentences.get(word)
  if (sentence !== undefined) return `${wrong} ${sentence}`
  const owners = (command.parent ?? command).commands
    .filter((other) => flagsOf(other).includes(flag))
    .map((other) => other.name())
  if (isRoot && owners[0] !== undefined) {
    const typed = rawArgumentsOf(command).find((each) => owners.includes(each)) ?? 'COMMAND'
    return `${wrong} Options follow the command: block-slots ${typed} ${flag}`
  }
  const others = owners.length === 0 || owners.length > 3 ? '' : ` It is an option of ${joinNames(owners)}.`
  const name = isRoot ? '' : `${command.name()} `
  return `${wrong}${others} See all options with: block-slots ${name}--help`
}

const findUnknownOption = (command: Command): string | undefined =>
  rawArgumentsOf(command)
    .flatMap((word) => /^--[^=]+/.exec(word) ?? [])
    .find((flag) => !command.options.some(({ long }) => long === flag))

const flagsOf = (command: Command): string[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long }) => long ?? [])

/** Describes words that belong to no option: most often a value of several words that was not quoted. */
function describeExcess(command: Command): string {
  const excess = command.args.slice(command.registeredArguments.length)
  const last = command.args[command.registeredArguments.length - 1]
  const after = last === undefined ? '' : ` after "${last}"`
  const wrong = `Unexpected "${excess.join(' ')}"${after}.`
  const argv = rawArgumentsOf(command)
  const at = argv.indexOf(excess[0] ?? '', argv.indexOf(command.name()) + 1)
  const [option = '', value = ''] = argv.slice(Math.max(0, at - 2), at)
  const rest = argv.slice(at, at + excess.length)
  // Only words that follow each other can be one value.
  const isValue =
    option.startsWith('--') && !value.startsWith('-') && rest.every((word, index) => word === excess[index])
  if (isValue) return `${wrong} Did you mean ${option} "${[value, ...rest].join(' ')}"?`
  return command.options.some(({ long }) => long === '--user')
    ? `${wrong} Say whose time it is with --user or --calendar, and quote values that contain spaces: --title "Team lunch".`
    : withExample(command, wrong)
}

function rawArgumentsOf(command: Command): readonly string[] {
  const { rawArgs } = Object(command.parent ?? command)
  return Array.isArray(rawArgs) ? rawArgs.map(String) : []
}
