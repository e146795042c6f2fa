import type { Command } from 'commander'
import { addConnection, addExample } from '../options.ts'
import type { Session } from '../session.ts'

/** Adds the commands for single blocks. Each loads its code when it runs, which keeps `--help` fast. */
export function addBlockCommands(root: Command, session: Session): void {
  const creating = root
    .command('create')
    .description('Block time on a calendar, or of a user on all calendars.')
  addOwner(creating)
  addTimes(creating)
  creating.option('--title <text>', 'the title in the calendar', 'Blocked')
  addShared(creating, 'the sub-account')
  addExample(creating, `create --calendar ${calendar} ${times}`)
  creating.action(async (flags) => (await import('./commands.ts')).create(flags, session))

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
  listing.action(async (flags) => (await import('./list.ts')).list(flags, session))

  const updating = root.command('update').description('Replace title, time and owner of a block.')
  updating.argument('<id>', 'the id of the block')
  addOwner(updating)
  addTimes(updating)
  updating.requiredOption('--title <text>', 'the new title, which replaces the old one')
  addShared(updating, 'the sub-account; not needed')
  addExample(updating, `update 0TkCdp9PfvLeWKYRRvIz --calendar ${calendar} --title Lunch ${times}`)
  updating.action(async (id, flags) => (await import('./commands.ts')).update(id, flags, session))

  const deleting = root
    .command('delete')
    .description('Delete a block. An appointment is deleted only with --appointment.')
  deleting.argument('<id>', 'the id of the block')
  deleting
    .option('--appointment', 'delete the event even if it is an appointment of a customer')
    .option('--yes', 'delete the event even if it cannot be read first, whatever it is')
  addShared(deleting, 'the sub-account; not needed')
  addExample(deleting, 'delete 0TkCdp9PfvLeWKYRRvIz')
  deleting.action(async (id, flags) => (await import('./commands.ts')).remove(id, flags, session))
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
