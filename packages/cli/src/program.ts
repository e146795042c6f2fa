import { Command } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { create, list, remove, update } from './commands.ts'
import { exitCodes } from './failure.ts'
import type { Io } from './io.ts'

/** The command line: every command, option and help text. */
export function program(io: Io): Command {
  const root = new Command('block-slots')
    .description('Blocks time on HighLevel (GoHighLevel, LeadConnector) calendars.')
    .version(manifest.version)
    .exitOverride()
    // `failure.ts` formats all errors in one way.
    .configureOutput({ writeOut: io.out, writeErr: io.err, outputError: () => {} })
    .addHelpText('after', environment)

  const creating = root
    .command('create')
    .description('Block time on a calendar, or of a user on all calendars.')
  addOwner(creating)
  addTimes(creating)
  creating.option('--title <text>', 'the title in the calendar', 'Blocked')
  addShared(creating, 'the sub-account')
  addExample(creating, `create --calendar ${calendar} ${times}`)
  creating.action((flags) => create(flags, io))

  const listing = root.command('list').description('List blocks in order of time.')
  addOwner(listing)
  listing
    .option('--group <id>', 'the calendar group')
    .option('--from <time>', 'start of the range (default: now)')
    .option('--to <time>', 'end of the range (default: 30 days after its start)')
    .option(
      '--zone <name>',
      'time zone of wall clocks and of the output (default of the output: that of this machine)',
    )
  addShared(listing, 'the sub-account')
  addExample(listing, `list --calendar ${calendar} --from 2021-06-23T00:00 --zone Asia/Kolkata`)
  listing.action((flags) => list(flags, io))

  const updating = root.command('update').description('Replace title, time and owner of a block.')
  updating.argument('<id>', 'the id of the block')
  addOwner(updating)
  addTimes(updating)
  updating.requiredOption('--title <text>', 'the new title, which replaces the old one')
  addShared(updating, 'the sub-account; not needed')
  addExample(updating, `update 0TkCdp9PfvLeWKYRRvIz --calendar ${calendar} --title Lunch ${times}`)
  updating.action((id, flags) => update(id, flags, io))

  const deleting = root
    .command('delete')
    .description('Delete a block. The id of an appointment deletes the appointment.')
  deleting.argument('<id>', 'the id of the block')
  addShared(deleting, 'the sub-account; not needed')
  addExample(deleting, 'delete 0TkCdp9PfvLeWKYRRvIz')
  deleting.action((id, flags) => remove(id, flags, io))
  return root
}

function addOwner(command: Command): void {
  command
    .option('--calendar <id>', 'the calendar; only one of type "event" takes blocks by its own id')
    .option('--user <id>', 'the user, for blocks that cover all calendars of that user')
}

function addTimes(command: Command): void {
  command
    .requiredOption(
      '--from <time>',
      'start: a wall clock such as 2021-06-23T03:30, or a time with its own offset',
    )
    .option('--to <time>', 'end: the same, or a clock time such as 04:30, the next one after the start')
    .option('--duration <duration>', 'duration instead of an end, such as PT45M or P1D (ISO 8601)')
    .option('--zone <name>', 'time zone of the wall clocks, such as Asia/Kolkata or America/New_York')
}

function addShared(command: Command, location: string): void {
  command
    .option('--location <id>', `${location} (default: $HIGHLEVEL_LOCATION_ID)`)
    .option(
      '--base-url <url>',
      'another address of the service, such as a sandbox (default: $HIGHLEVEL_BASE_URL)',
    )
    .option('--json', 'print the result, or the error, as JSON')
    .option('--verbose', 'print requests and responses on stderr, without the token')
}

function addExample(command: Command, example: string): void {
  command.addHelpText('after', `\nExample:\n  block-slots ${example}`)
}

const calendar = 'CVokAlI8fgw4WYWoCtQz'
const times = '--from 2021-06-23T03:30 --to 04:30 --zone Asia/Kolkata'

const environment = `
Environment:
  HIGHLEVEL_TOKEN        a Private Integration Token of the sub-account, or an access token of user type Sub-Account
  HIGHLEVEL_LOCATION_ID  the id of the sub-account
  HIGHLEVEL_BASE_URL     another address of the service, such as a sandbox

Exit codes:
${Object.entries(exitCodes)
  .map(([code, meaning]) => `  ${code.padEnd(5)}${meaning}`)
  .join('\n')}`
