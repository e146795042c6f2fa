import { type Command, Option } from 'commander'
import { UsageError } from './error.ts'

const accountGroup = 'Account and output:'

/** Adds the options of a command that works with one sub-account. */
export function addAccount(command: Command, location = 'the sub-account'): void {
  command
    .optionsGroup(accountGroup)
    .option('--location <id>', `${location} (default: $HIGHLEVEL_LOCATION_ID, or that of the profile)`)
  addConnection(command)
}

/** Adds the options of every command: where the service is, and how results are printed. */
export function addConnection(command: Command): void {
  command
    .optionsGroup(accountGroup)
    .option('--profile <name>', 'the account of profiles.yaml to work with (default: $BLOCK_SLOTS_PROFILE)')
    .option(
      '--base-url <url>',
      'another address of the service, such as a sandbox (default: $HIGHLEVEL_BASE_URL)',
    )
    .option('--json', 'print the result, or the error, as JSON')
    .option('--verbose', 'print requests and responses on stderr, without the token')
    .addOption(new Option('--token [value]').hideHelp())
    .on('option:token', rejectToken)
}

/** An option that may be given several times. */
export const collecting = (flags: string, description: string): Option =>
  new Option(flags, description).argParser<readonly string[] | undefined>((value, before) => [
    ...(before ?? []),
    value,
  ])

/** The line for a command in a list: its summary, or the first sentence of its description. */
export const summaryOf = (command: Command): string =>
  (command.summary() || command.description()).replace(/\.(?: .*)?$/s, '')

const examples = new WeakMap<Command, string>()

/** Adds an example to the help of a command. */
export function addExample(command: Command, example: string): void {
  const line = `block-slots ${example}`
  examples.set(command, line)
  command.addHelpText('after', `\nExample:\n${breakLine(line)}`)
}

/** Adds a paragraph to the help of a command, in lines of the terminal. */
export function addNote(command: Command, text: string): void {
  command.addHelpText('after', () => {
    const width = command.configureOutput().getOutHelpWidth?.() ?? 80
    return `\n${command.createHelp().boxWrap(text, width)}`
  })
}

/** The example of a command. */
export const exampleOf = (command: Command): string | undefined => examples.get(command)

/** Breaks a command before its options, as a shell reads it. */
function breakLine(line: string): string {
  const lines = ['']
  for (const part of line.split(/ (?=--)/)) {
    const last = lines.at(-1) ?? ''
    const longer = last === '' ? part : `${last} ${part}`
    // Two columns of indent, and two of the backslash.
    if (last === '' || longer.length <= 74) lines[lines.length - 1] = longer
    else lines.push(`  ${part}`)
  }
  return lines.map((each) => `  ${each}`).join(' \\\n')
}

/** An argument is in the history of the shell, and in the list of processes that other users see. */
function rejectToken(): never {
  throw new UsageError(
    'A token cannot be given as an argument: other users of this machine can see it, and the shell keeps it in its history. ' +
      'Set the variable HIGHLEVEL_TOKEN, or name a profile with --profile.',
  )
}
