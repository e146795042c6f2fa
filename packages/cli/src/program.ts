import { styleText } from 'node:util'
import { Command, type CommanderError, Help, type OutputConfiguration } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { addAccountCommands } from './account/program.ts'
import { addBlockCommands } from './block/program.ts'
import { addDoctorCommand } from './doctor/program.ts'
import { Mistake, UsageError } from './error.ts'
import { addHelpCommands, firstSteps } from './help/program.ts'
import { summaryOf } from './options.ts'
import type { Session } from './session.ts'
import { addSyncCommands } from './sync/program.ts'

/**
 * The command line: every command, option and help text.
 *
 * @param help Receives what is printed by Commander itself, which does not wait for it.
 */
export function program(session: Session, help: Promise<void>[] = []): Command {
  const root = new Command('block-slots')
    .usage('COMMAND [options]')
    .description('Blocks time on the calendars of HighLevel (GoHighLevel, LeadConnector).')
    .version(manifest.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help, or that of a command')
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .configureHelp({
      subcommandTerm: (command) => command.name(),
      subcommandDescription: summaryOf,
      minWidthToWrap: 20,
      styleTitle,
      formatItem,
    })
    // `failure.ts` formats all errors in one way.
    .configureOutput(outputOf(session, help))
    .addHelpText('after', firstSteps)

  root.commandsGroup('Blocks:')
  addBlockCommands(root, session)
  root.commandsGroup('Keep calendars equal to holidays, hours, absences and feeds:')
  addSyncCommands(root, session)
  root.commandsGroup('Account:')
  addAccountCommands(root, session)
  addDoctorCommand(root, session)
  root.commandsGroup('Help:')
  addHelpCommands(root, session)
  for (const command of root.commands) command.helpOption('-h, --help', 'print this help')
  for (const command of [root, ...root.commands]) {
    command.exitOverride((error) => throwMistake(error, command))
    rejectRepeats(command)
  }
  return root
}

function styleTitle(this: Help, title: string): string {
  return styleText('bold', this.boxWrap(title, this.helpWidth ?? 80), { validateStream: false })
}

/** Columns that a description needs beside its term. */
const minDescription = 36

/** Formats an option or a command. On a narrow terminal its description is below it: beside it a line would have one word. */
function formatItem(this: Help, term: string, termWidth: number, description: string, helper: Help): string {
  const width = this.helpWidth ?? 80
  if (description === '' || width - termWidth - 4 >= minDescription) {
    return Help.prototype.formatItem.call(this, term, termWidth, description, helper)
  }
  return `  ${term}\n${this.boxWrap(description, width - 6).replaceAll(/^/gm, '      ')}`
}

const outputOf = (session: Session, help: Promise<void>[]): OutputConfiguration => ({
  writeOut: (text) => help.push(session.print({ own: text.replace(/\n$/, '') })),
  writeErr: (text) => help.push(session.note({ own: text.replace(/\n$/, '') })),
  outputError: () => {},
  getOutHelpWidth: () => Math.min(session.columns ?? 80, 100),
  getErrHelpWidth: () => 80,
  getOutHasColors: () => session.hasColors ?? false,
  getErrHasColors: () => false,
})

/** Commander throws after help and version too, which are printed already. */
function throwMistake(error: CommanderError, command: Command): never {
  throw error.exitCode === 0 || error.code === 'commander.help' ? error : new Mistake(error, command)
}

/**
 * Rejects an option that is given twice: the last value would win, and the first one be ignored without a word. Options that
 * collect their values are meant to be repeated.
 */
function rejectRepeats(command: Command): void {
  const values = new Map<string, string>()
  for (const { long, required, variadic, parseArg, argChoices } of command.options) {
    const collects = variadic || (parseArg !== undefined && argChoices === undefined)
    if (!required || !long || collects) continue
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
