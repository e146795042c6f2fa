import { type Command, Option } from 'commander'
import { addAccount, addExample, collecting } from '../options.ts'
import type { Session } from '../session.ts'

/** Adds the commands about the account: its names, its token, a first configuration, and a sandbox to try. */
export function addAccountCommands(root: Command, session: Session): void {
  const listing = root
    .command('calendars')
    .summary('List the calendars with their ids.')
    .description('List the calendars with their ids, and whose time a block on each takes.')
    .argument('[name]', 'a part of the name')
  addAccount(listing)
  addExample(listing, 'calendars room')
  listing.action(async (name, flags) => (await import('./directory.ts')).listCalendars(name, flags, session))

  const naming = root
    .command('users')
    .description('List the users with their ids.')
    .argument('[name]', 'a part of the name or the email address')
  addAccount(naming)
  addExample(naming, 'users anna')
  naming.action(async (name, flags) => (await import('./directory.ts')).listUsers(name, flags, session))

  const asking = root
    .command('whoami')
    .summary('Print the account, and where each part of it was given.')
    .description('Print the account that commands work with, and where each part of it was given.')
  addAccount(asking)
  addExample(asking, 'whoami')
  asking.action(async (flags) => (await import('./whoami.ts')).whoami(flags, session))

  const starting = root
    .command('init')
    .summary('Ask what is to be kept equal, and write block-slots.yaml.')
    .description('Ask what is to be kept equal, and write a configuration: block-slots.yaml.')
    .addOption(collecting('--user <name>', 'whose time is blocked: a name, a part of it, or an id'))
    .addOption(collecting('--calendar <name>', 'the same for a calendar of type event'))
    .option('--zone <name>', 'the time zone (default: that of the sub-account)')
    .option('--holidays <place>', 'block public holidays of a country or region, such as US or US-CA')
    .option('--hours <range>', 'block what is outside of opening hours, such as 9:00-17:00')
    .option('--feed <address>', 'block the events of a feed: an https address, an .ics file, or env:NAME')
    .option('--config <file>', 'the file to write (default: block-slots.yaml)')
    .option('--yes', 'do not ask; needed without a terminal')
  addAccount(starting)
  addExample(starting, 'init --yes --user anna --holidays US')
  starting.action(async (flags) => (await import('./init/init.ts')).init(flags, session))

  const trying = root
    .command('sandbox')
    .summary('Run a stand-in for HighLevel, to try all of it.')
    .description('Run a stand-in for HighLevel in memory, until Ctrl-C or while a command runs.')
    .argument('[command...]', 'after --: a command that works with it, such as -- bash')
    .option('--port <number>', 'the port (default: a free one)')
    .addOption(
      new Option('--shell <name>', 'the shell that variables are written for').choices([
        'bash',
        'zsh',
        'fish',
        'powershell',
      ]),
    )
    .option('--json', 'print its address, token and ids as one line of JSON')
  addExample(trying, 'sandbox -- block-slots users')
  trying.action(async (command, flags) => (await import('./sandbox.ts')).runSandbox(command, flags, session))
}
