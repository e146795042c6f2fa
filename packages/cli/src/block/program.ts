import type { Command } from 'commander'
import { addAccount, addExample, collecting } from '../options.ts'
import type { Session } from '../session.ts'

/** Adds the commands for single blocks. Each loads its code when it runs, which keeps `--help` fast. */
export function addBlockCommands(root: Command, session: Session): void {
  addCreate(root, session)
  addList(root, session)
  addUpdate(root, session)
  addDelete(root, session)
}

function addCreate(root: Command, session: Session): void {
  const command = root.command('create').description('Block time of users and calendars.')
  addOwner(command, 'whose time is blocked', again)
  addTimes(command)
  command
    .addOption(
      collecting(
        '--day <day>',
        'a whole day or a range of days: 2026-12-24, tomorrow, 2026-12-24..2026-12-26',
      ),
    )
    .option('--title <text>', 'the title in the calendar', 'Blocked')
    .option('--ensure', 'create nothing where an equal block already exists')
    .option('--over-appointments', 'create the block even if there are appointments in that time')
    .option('--dry-run', 'print what would be sent, and send nothing')
  addZone(command)
  addAccount(command)
  addExample(command, 'create --user Anna --user Ben --day 2026-12-24..2026-12-26 --title Closed')
  command.action(async (flags) => (await import('./create.ts')).create(flags, session))
}

function addList(root: Command, session: Session): void {
  const command = root.command('list').description('List blocks in order of time.')
  addOwner(command, 'whose blocks are listed', again)
  command
    .option('--group <id>', 'the calendar group')
    .option('--from <time>', 'start of the range: 2026-12-01, "tomorrow 9:00", -7d (default: now)')
    .option('--to <time>', 'end of the range, a day is listed as a whole (default: 30 days after its start)')
    .addOption(collecting('--day <day>', 'a day or a range of days in place of --from and --to'))
    .option('--week [day]', 'draw a week: this one, "next", or that of a day; in place of --from and --to')
    .option('--appointments', 'list appointments as well')
  addZone(command)
  command.addOption(
    collecting('--zone-of <name=zone>', 'the zone of one of them in the picture of a week: Ben=Asia/Kolkata'),
  )
  addAccount(command)
  addExample(command, 'list --user Anna --user Ben --day "today to friday"')
  command.action(async (flags) => (await import('./list.ts')).list(flags, session))
}

function addUpdate(root: Command, session: Session): void {
  const command = root.command('update').description('Change a block. What is not given stays as it is.')
  command.argument('<id>', 'the id of the block')
  command
    .option('--title <text>', 'the new title')
    .option('--from <time>', 'the new start, or the new day; alone, it keeps the length of the block')
    .option('--to <time>', 'the new end')
    .option('--duration <duration>', 'the new length: 45m, 1h30, 2h')
    .option('--move <distance>', 'how far the block is moved: +1d, +1w, -30m')
  addOwner(command, 'the new owner')
  addZone(command)
  addAccount(command, 'the sub-account; needed to find a name')
  addExample(command, 'update 0TkCdp9PfvLeWKYRRvIz --title Lunch')
  command.action(async (id, flags) => (await import('./update.ts')).update(id, flags, session))
}

function addDelete(root: Command, session: Session): void {
  const command = root
    .command('delete')
    .description('Delete blocks. An appointment is deleted only with --appointment.')
  command.argument('<id...>', 'the ids of the blocks')
  command
    .option('--appointment', 'delete the event even if it is an appointment of a customer')
    .option('--yes', 'delete the event even if it cannot be read first, whatever it is')
  addAccount(command, 'the sub-account; not needed')
  addExample(command, 'delete 0TkCdp9PfvLeWKYRRvIz')
  command.action(async (ids, flags) => (await import('./delete.ts')).remove(ids, flags, session))
}

const again = ' (each can be repeated)'

function addOwner(command: Command, ofUser: string, more = ''): void {
  command
    .addOption(collecting('--user <name>', `${ofUser}: a name, a part of it, or an id`))
    .addOption(
      collecting('--calendar <name>', `the same for a calendar; one of a team stands for its members${more}`),
    )
}

function addTimes(command: Command): void {
  command
    .option('--from <time>', 'start: 2026-12-01T09:00, "tomorrow 9:00", "fri 14:30", +2h')
    .option('--to <time>', 'end: the same, or a time of day such as 10:00, the next one after the start')
    .option('--duration <duration>', 'how long, instead of an end: 45m, 1h30, 2h, 1d')
}

function addZone(command: Command): void {
  command.option(
    '--zone <name>',
    'time zone of the times, such as Asia/Kolkata (default: that of the profile, or of this machine)',
  )
}
