import { type Command, Option } from 'commander'
import { UsageError } from './failure.ts'

/** Adds the options of every command: where the service is, and how results are printed. */
export function addConnection(command: Command): void {
  command
    .option(
      '--base-url <url>',
      'another address of the service, such as a sandbox (default: $HIGHLEVEL_BASE_URL)',
    )
    .option('--profile <name>', 'the account of profiles.yaml to work with (default: $BLOCK_SLOTS_PROFILE)')
    .option('--json', 'print the result, or the error, as JSON')
    .option('--verbose', 'print requests and responses on stderr, without the token')
    .addOption(new Option('--token [value]').hideHelp())
    .on('option:token', rejectToken)
}

/** Adds an example to the help of a command. */
export function addExample(command: Command, example: string): void {
  command.addHelpText('after', `\nExample:\n  block-slots ${example}`)
}

/** An argument is in the history of the shell, and in the list of processes that other users see. */
function rejectToken(): never {
  throw new UsageError(
    'A token is not taken from an argument: other users of this machine can see it, and the shell keeps it in its history. ' +
      'Set the variable HIGHLEVEL_TOKEN, or name a profile with --profile.',
  )
}
