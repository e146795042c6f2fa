import { Command } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { addAccountCommands } from './account/program.ts'
import { addBlockCommands } from './block/program.ts'
import { addDoctorCommand } from './doctor/program.ts'
import type { Session } from './session.ts'
import { UsageError } from './error.ts'
import { exitCodes } from './exit-code.ts'
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
      writeOut: (text) => help.push(session.print({ own: text.replace(/\n$/, '') })),
      writeErr: (text) => help.push(session.note({ own: text.replace(/\n$/, '') })),
      outputError: () => {},
    })
    .addHelpText('after', environment)

  addBlockCommands(root, session)
  addSyncCommands(root, session)
  addAccountCommands(root, session)
  addDoctorCommand(root, session)
  for (const command of root.commands) rejectRepeats(command)
  return root
}

/** Rejects an option that is given twice: the last value would win, and the first one be ignored without a word. */
function rejectRepeats(command: Command): void {
  const values = new Map<string, string>()
  for (const { long, required, variadic, parseArg } of command.options) {
    // What has a parser collects its values.
    if (!required || !long || variadic || parseArg !== undefined) continue
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

const environment = `
Environment:
  HIGHLEVEL_TOKEN        a Private Integration Token of the sub-account, or an access token of user type Sub-Account
  HIGHLEVEL_LOCATION_ID  the id of the sub-account
  HIGHLEVEL_BASE_URL     another address of the service, such as a sandbox

Exit codes:
${Object.entries(exitCodes)
  .map(([code, meaning]) => `  ${code.padEnd(5)}${meaning}`)
  .join('\n')}`
