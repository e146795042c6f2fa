import type { Command } from 'commander'
import { bashScript } from './bash.ts'
import { completedCommands, type CompletedCommand } from './candidates.ts'
import { fishScript } from './fish.ts'
import { zshScript } from './zsh.ts'

const scripts: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  fish: fishScript,
  zsh: zshScript,
}

/** Writes the script for a shell, from the commands themselves. */
export const completionScript = (shell: string, root: Command): string =>
  scripts[shell]?.(completedCommands(root)) ?? ''
