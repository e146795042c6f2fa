import { Argument, type Command } from 'commander'
import { Mistake } from '../error.ts'
import { addExample } from '../options.ts'
import type { Session } from '../session.ts'
import { topicNames } from './topic-names.ts'

/** What a new user types first, below the commands. */
export const firstSteps = `
First steps:
  export HIGHLEVEL_TOKEN=pit-… HIGHLEVEL_LOCATION_ID=…
  block-slots whoami             (without an account: block-slots sandbox)
  block-slots list --user Anna --week
  block-slots create --user Anna --from "tomorrow 9:00" --duration 1h`

/** Adds the commands that explain the others. */
export function addHelpCommands(root: Command, session: Session): void {
  const helping = root
    .command('help')
    .summary(`Explain a command, or ${topicNames.join(', ')}.`)
    .description(`Explain a command, or one of the topics ${topicNames.join(', ')}.`)
    .argument('[topic]', 'the name of a command, or a topic')
  addExample(helping, 'help times')
  helping.action(async (topic?: string) => {
    const command = root.commands.find((each) => each.name() === topic)
    if (command !== undefined) return command.outputHelp()
    if (topic === undefined) return root.outputHelp()
    const name = topicNames.find((each) => each === topic)
    if (name !== undefined)
      return session.print({ own: (await import('./topics.ts')).topics[name](session.columns) })
    throw new Mistake({ code: 'unknownTopic', message: `'${topic}'` }, root)
  })

  const completing = root
    .command('completion')
    .summary('Print a completion script for bash, zsh or fish.')
    .description(
      'Print a script that completes commands, options and names in a shell. Its first lines say where to put it.',
    )
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
  addExample(completing, 'completion bash')
  completing.action(async (shell: string) => {
    const { completionScript } = await import('./completion.ts')
    await session.print({ own: completionScript(shell, root) })
  })

  root
    .command('__complete', { hidden: true })
    .argument('<source>')
    .action(async (source: string) => {
      const { complete } = await import('./complete.ts')
      await session.print(...(await complete(source, session)))
    })
}
