import type { Command } from 'commander'

/** Adds the options of every command: where the service is, and how results are printed. */
export function addConnection(command: Command): void {
  command
    .option(
      '--base-url <url>',
      'another address of the service, such as a sandbox (default: $HIGHLEVEL_BASE_URL)',
    )
    .option('--json', 'print the result, or the error, as JSON')
    .option('--verbose', 'print requests and responses on stderr, without the token')
}

/** Adds an example to the help of a command. */
export function addExample(command: Command, example: string): void {
  command.addHelpText('after', `\nExample:\n  block-slots ${example}`)
}
