import type { Command } from 'commander'
import { addConnection, addExample } from '../options.ts'
import type { Session } from '../session.ts'

/** Adds `doctor`. It loads its code when it runs. */
export function addDoctorCommand(root: Command, session: Session): void {
  const command = root
    .command('doctor')
    .description('Check token, scopes, address, rate limit and clock. Changes nothing.')
    .option('--location <id>', 'the sub-account (default: $HIGHLEVEL_LOCATION_ID)')
    .option('--config <file>', 'the configuration (default: block-slots.yaml or another of its kinds)')
  addConnection(command)
  addExample(command, 'doctor')
  command.action(async (flags) => (await import('./doctor.ts')).doctor(flags, session))
}
