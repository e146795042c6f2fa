import type { Command } from 'commander'
import type { Session } from '../session.ts'
import { addConnection, addExample } from '../options.ts'

/**
 * Adds the commands that keep calendars equal to sources. Each loads its code when it runs: the others start without the
 * parser of configurations and the state.
 */
export function addSyncCommands(root: Command, session: Session): void {
  const planning = root
    .command('plan')
    .description('Compare calendars with their sources, and print what would be changed. Changes nothing.')
  addSelection(planning)
  planning
    .option('--exit-code', 'exit with 6 when changes are planned')
    .option('--out <file>', 'write the plan to a file as well, as JSON')
  addShared(planning)
  addExample(planning, 'plan --only anna ben')
  planning.action(async (flags) => (await import('./plan.ts')).plan(flags, session))

  const applying = root
    .command('apply')
    .description('Carry out a plan, or continue one. Without a run: make a plan, show it and ask.')
    .argument('[run]', 'the id that a plan has printed, or its first four digits or more')
  addYes(applying)
  applying.option('--only-failed', 'send only what has failed or is unknown in a run')
  addShared(applying)
  addExample(applying, 'apply 3f9a1c20')
  applying.action(async (run, flags) => (await import('./apply.ts')).apply(run, flags, session))

  const verifying = root
    .command('verify')
    .description(
      'Compare calendars with their sources, and print what differs. Changes nothing, and exits with 6 when anything differs.',
    )
  addSelection(verifying)
  addShared(verifying)
  addExample(verifying, 'verify')
  verifying.action(async (flags) => (await import('./verify.ts')).verify(flags, session))

  const undoing = root
    .command('undo')
    .description('Plan the reverse of what a run has done, show it, ask, and carry it out.')
    .argument('<run>', 'the id of the run, or its first four digits or more')
  addYes(undoing)
  addAllow(undoing)
  addShared(undoing)
  addExample(undoing, 'undo 3f9a1c20')
  undoing.action(async (run, flags) => (await import('./apply.ts')).undo(run, flags, session))
}

function addSelection(command: Command): void {
  command.option('--only <owner...>', 'names of owners; the others are left alone')
  addAllow(command)
}

function addAllow(command: Command): void {
  command.option('--allow <number>', 'do not stop an owner whose stop names exactly this number of blocks')
}

function addYes(command: Command): void {
  command.option('--yes', 'do not ask; needed without a terminal')
}

function addShared(command: Command): void {
  command.option('--config <file>', 'the configuration (default: block-slots.yaml or another of its kinds)')
  addConnection(command)
}
