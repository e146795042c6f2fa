import type { Command } from 'commander'
import { addConnection, addExample } from '../options.ts'
import type { Session } from '../session.ts'

/** Adds `doctor`. It loads its code when it runs. */
export function addDoctorCommand(root: Command, session: Session): void {
  const command = root
    .command('doctor')
    .description('Check token, scopes, address, rate limit and clock. Changes nothing without --probe.')
    .option(
      '--probe',
      'create and delete blocks of a user, some 300 days ahead, and measure what the service does with them',
    )
    .option('--user <name>', 'the user of the probe: a name, a part of one, or an id')
    .option('--samples <number>', 'how often the probe measures what varies (default: 5)')
    .option('--count <number>', 'how many blocks its long list has (default: 50)')
    .option('--yes', 'probe without a question; needed without a terminal')
    .option('--location <id>', 'the sub-account (default: $HIGHLEVEL_LOCATION_ID)')
    .option('--config <file>', 'the configuration (default: block-slots.yaml or another of its kinds)')
  addConnection(command)
  addExample(command, 'doctor --probe --user Anna')
  command.action(async (flags) => (await import('./doctor.ts')).doctor(flags, session))
}
