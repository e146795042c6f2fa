import type { Command } from 'commander'
import { addAccount, addExample } from '../options.ts'
import type { Session } from '../session.ts'

/** Adds `doctor`. It loads its code when it runs. */
export function addDoctorCommand(root: Command, session: Session): void {
  const command = root
    .command('doctor')
    .summary('Check token, scopes, limit and clock.')
    .description(
      'Check token, scopes, sub-account, rate limit and clock. Changes nothing. With --probe: measure what HighLevel does with ' +
        'blocks that are created in a free night and deleted again.',
    )
    .option('--config <file>', 'the configuration (default: block-slots.yaml or another of its kinds)')
    .optionsGroup('Probe:')
    .option('--probe', 'measure, with blocks of --user some 300 days ahead')
    .option('--user <name>', 'whose calendar may be used: a name, a part of one, or an id')
    .option('--samples <number>', 'how often to measure what varies (default: 5)')
    .option('--count <number>', 'how many blocks the longest list has (default: 50)')
    .option('--yes', 'do not ask; needed without a terminal')
  addAccount(command)
  addExample(command, 'doctor')
  command.action(async (flags) => (await import('./doctor.ts')).doctor(flags, session))
}
