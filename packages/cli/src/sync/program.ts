import { type Command, Option } from 'commander'
import type { Session } from '../session.ts'
import { addAccount, addConnection, addExample, addNote, collecting } from '../options.ts'

/**
 * Adds the commands that keep calendars equal to sources. Each loads its code when it runs: the others start without the
 * parser of configurations and the state.
 */
export function addSyncCommands(root: Command, session: Session): void {
  const planning = root
    .command('plan')
    .summary('Print what would be changed. Changes nothing.')
    .description('Compare calendars with their sources, and print what would be changed. Changes nothing.')
  addSelection(planning)
  addShow(planning)
  planning
    .option('--exit-code', 'exit with 6 when changes are planned')
    .option('--out <file>', 'write the plan to a file as well, as JSON')
  addConfig(planning)
  addExample(planning, 'plan --only anna ben')
  planning.action(async (flags) => (await import('./plan.ts')).plan(flags, session))

  const applying = root
    .command('apply')
    .summary('Carry out a plan, or make one and ask.')
    .description('Carry out a plan, or continue one. Without a run: make a plan, show it and ask.')
    .argument('[run]', 'the id that a plan has printed, or its first four digits or more')
  addYes(applying)
  addShow(applying)
  applying.option('--only-failed', 'send only what has failed or is unknown in a run')
  addConfig(applying)
  addExample(applying, 'apply 3f9a1c20')
  addJsonLines(applying)
  applying.action(async (run, flags) => (await import('./apply.ts')).apply(run, flags, session))

  const verifying = root
    .command('verify')
    .summary('Print what differs. Changes nothing.')
    .description(
      'Compare calendars with their sources, and print what differs. Changes nothing, and exits with 6 when anything differs.',
    )
  addSelection(verifying)
  addConfig(verifying)
  addExample(verifying, 'verify')
  verifying.action(async (flags) => (await import('./verify.ts')).verify(flags, session))

  const undoing = root
    .command('undo')
    .summary('Reverse a run: show the plan and ask.')
    .description('Plan the reverse of what a run has done, show it, ask, and carry it out.')
    .argument('<run>', 'the id of the run, or its first four digits or more')
  addYes(undoing)
  addShow(undoing)
  addAllow(undoing)
  addConfig(undoing)
  addExample(undoing, 'undo 3f9a1c20')
  addJsonLines(undoing)
  undoing.action(async (run, flags) => (await import('./apply.ts')).undo(run, flags, session))

  addUpkeep(root, session)
  addImports(root, session)
}

/** The commands around runs. */
function addUpkeep(root: Command, session: Session): void {
  const listing = root
    .command('runs')
    .summary('List the runs, or show one.')
    .description('List the stored runs with their outcome, or show one.')
    .argument('[run]', 'the id of a run, or its first four digits or more')
  addConfig(listing)
  addExample(listing, 'runs')
  listing.action(async (run, flags) => (await import('./runs.ts')).runs(run, flags, session))

  const claiming = root
    .command('claim')
    .summary('Take over blocks after the state was lost.')
    .description(
      'Record blocks as created by this program, after its state was lost: later runs may change and delete them. ' +
        'Without ids: those that "verify" calls unclaimed.',
    )
    .argument('[ids...]', 'ids of blocks')
  addYes(claiming)
  claiming.option('--only <owner...>', 'names of owners; the others are left alone')
  addConfig(claiming)
  addExample(claiming, 'claim')
  claiming.action(async (ids, flags) => (await import('./claim.ts')).claim(ids, flags, session))

  const watching = root
    .command('watch')
    .summary('Plan again and again, until Ctrl-C.')
    .description('Plan again and again, and apply what is approved, until Ctrl-C or SIGTERM ends it.')
    .option('--every <time>', 'the time between two plans', '15m')
    .addOption(
      new Option('--approve <plans>', 'the plans to apply: creates are those that only create blocks')
        .choices(['creates', 'all'])
        .default('creates'),
    )
  addConfig(watching)
  addExample(watching, 'watch --every 15m --approve all')
  addJsonLines(watching)
  watching.action(async (flags) => (await import('./watch.ts')).watch(flags, session))
}

/** The commands that need no configuration. */
function addImports(root: Command, session: Session): void {
  const importing = root
    .command('import')
    .summary('Block the times of an .ics file or a feed.')
    .description(
      'Block the times of a calendar file or a feed. Run again, it changes what is different; undo takes it back.',
    )
    .argument('<calendar>', 'an .ics file, an https address, or env:NAME for a variable that has the address')
  addTarget(importing, 'the title of the blocks; {title} is that of the event (default: Busy)')
  importing.option(
    '--allow-private-addresses',
    'read the feed from a private network or this machine as well',
  )
  addAccount(importing)
  addExample(importing, 'import team.ics --user anna --dry-run')
  addJsonLines(importing)
  importing.action(async (from, flags) => (await import('./import.ts')).importCalendar(from, flags, session))

  const closing = root
    .command('holidays')
    .summary('Block the holidays of a country.')
    .description(
      'Block the public holidays of a country, or of a part of it. Run again, it changes what is different.',
    )
    .argument('<country>', 'the code of the country, such as US; DE-BY is one with its region')
    .argument('[region]', 'the code of a state or region, such as CA')
  addTarget(closing, 'the title of the blocks; {name} is that of the holiday (default: "Holiday: {name}")')
  closing
    .option('--year <year>', 'the days of a year that are left of it, in place of --from and --days')
    .addOption(
      new Option('--kinds <kind...>', 'the kinds of holidays (default: public)').choices([
        'public',
        'bank',
        'school',
        'optional',
        'observance',
      ]),
    )
    .option('--language <code>', 'the language of the names, such as en')
  addAccount(closing)
  addExample(closing, 'holidays US --user anna --user ben --dry-run')
  addJsonLines(closing)
  closing.action(async (country, region, flags) =>
    (await import('./import.ts')).importHolidays(country, region, flags, session),
  )
}

/** The options of commands that block the times of one source. */
function addTarget(command: Command, title: string): void {
  addOwners(command)
  command
    .option('--title <text>', title)
    .option('--from <day>', 'the first day, such as 2026-12-24 or monday (default: today)')
    .option('--days <number>', 'how many days (default: 365)')
    .option('--zone <name>', 'the time zone of days and of times without one (default: that of this machine)')
    .option('--over-appointments', 'block over appointments too, and name them')
    .option('--dry-run', 'show the plan, and store it for apply')
  addShow(command)
  addYes(command)
  addAllow(command)
}

function addOwners(command: Command): void {
  command
    .addOption(collecting('--user <name>', 'a user: name, part of a name, or id; may be repeated'))
    .addOption(collecting('--calendar <name>', 'a calendar, likewise'))
}

function addSelection(command: Command): void {
  command.option('--only <owner...>', 'names of owners; the others are left alone')
  addAllow(command)
}

function addShow(command: Command): void {
  command
    .option('--week [day]', 'show the week of a day as a picture (default: that of the first change)')
    .option('--html <file>', 'write the plan as a page with pictures')
}

function addAllow(command: Command): void {
  command.option(
    '--allow <number>',
    'go on although this number of blocks would be lost; a stop names the number',
  )
}

function addYes(command: Command): void {
  command.option('--yes', 'do not ask; needed without a terminal')
}

function addConfig(command: Command): void {
  command.option('--config <file>', 'the configuration (default: block-slots.yaml or another of its kinds)')
  addConnection(command)
}

/** One rule for `--json`: a document of what a command reads, and lines of what it does. */
function addJsonLines(command: Command): void {
  addNote(
    command,
    'With --json: a JSON object on each line as it happens, of the type plan, step, wait, warning or error; the report is the last one.',
  )
}
