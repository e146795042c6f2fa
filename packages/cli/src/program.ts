import { Command } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { create, remove, update } from './commands.ts'
import type { Session } from './connect.ts'
import { exitCodes, UsageError } from './failure.ts'
import { list } from './list.ts'
import { addConnection, addExample } from './options.ts'
import { addSyncCommands } from './sync/program.ts'

/**
 * The command line: every command, option and help text.
 *
 * @param help Receives what is printed by Commander itself, which does not wait for it.
 */
export function program(session: Session, help: Promise<void>[] = []): Command {
  const root = new Command('block-slots')
    .description('Blocks time on HighLevel (GoHighLevel, LeadConnector) calendars.')
    .version(manifest.version)
    .exitOverride()
    // `failure.ts` formats all errors in one way.
    .configureOutput({
      writeOut: (text) => help.push(session.print(...linesOf(text))),
      writeErr: (text) => help.push(session.note(...linesOf(text))),
      outputError: () => {},
    })
    .addHelpText('after', environment)

  const creating = root
    .command('create')
    .description('Block time on a calendar, or of a user on all calendars.')
  addOwner(creating)
  addTimes(creating)
  creating.option('--title <text>', 'the title in the calendar', 'Blocked')
  addShared(creating, 'the sub-account')
  addExample(creating, `create --calendar ${calendar} ${times}`)
  creating.action((flags) => create(flags, session))

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
  listing.action((flags) => list(flags, session))

  const updating = root.command('update').description('Replace title, time and owner of a block.')
  updating.argument('<id>', 'the id of the block')
  addOwner(updating)
  addTimes(updating)
  updating.requiredOption('--title <text>', 'the new title, which replaces the old one')
  addShared(updating, 'the sub-account; not needed')
  addExample(updating, `update 0TkCdp9PfvLeWKYRRvIz --calendar ${calendar} --title Lunch ${times}`)
  updating.action((id, flags) => update(id, flags, session))

  const deleting = root
    .command('delete')
    .description('Delete a block. An appointment is deleted only with --appointment.')
  deleting.argument('<id>', 'the id of the block')
  deleting
    .option('--appointment', 'delete the event even if it is an appointment of a customer')
    .option('--yes', 'delete the event even if it cannot be read first, whatever it is')
  addShared(deleting, 'the sub-account; not needed')
  addExample(deleting, 'delete 0TkCdp9PfvLeWKYRRvIz')
  deleting.action((id, flags) => remove(id, flags, session))
  addSyncCommands(root, session)
  for (const command of root.commands) rejectRepeats(command)
  return root
}

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n')

/** Rejects an option that is given twice: the last value would win, and the first one be ignored without a word. */
function rejectRepeats(command: Command): void {
  const values = new Map<string, string>()
  for (const { long, required, variadic } of command.options) {
    if (!required || !long || variadic) continue
    command.on(`option:${long.slice(2)}`, (value: string) => {
      const first = values.get(long)
      values.set(long, value)
      if (first === undefined) return
      throw new UsageError(
        `Expected ${long} to be given once and got "${first}" and "${value}". Run the command once for each.`,
      )
    })
  }
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
  command.option('--location <id>', `${location} (default: $HIGHLEVEL_LOCATION_ID)`)
  addConnection(command)
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
