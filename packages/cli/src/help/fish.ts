import type { Candidates, CompletedCommand, CompletedOption } from './candidates.ts'

/** Writes the completion for fish. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const named = commands.filter(({ name }) => name !== '')
  const lines = [
    '# Completion for fish. Save it:',
    '#   block-slots completion fish > ~/.config/fish/completions/block-slots.fish',
    'complete -c block-slots -f',
    ...named.map(
      ({ name, description }) =>
        `complete -c block-slots -n __fish_use_subcommand -a ${name} -d ${quote(description)}`,
    ),
    ...commands.flatMap(({ name, options, arguments: [first] }) => {
      const condition = name === '' ? '__fish_use_subcommand' : quote(`__fish_seen_subcommand_from ${name}`)
      const start = `complete -c block-slots -n ${condition}`
      return [
        ...options.map((option) => `${start} ${describeOption(option)}`),
        ...(first === undefined ? [] : describeValue(first).map((value) => `${start} ${value}`)),
      ]
    }),
  ]
  return lines.join('\n')
}

function describeOption({ flag, description, value }: CompletedOption): string {
  const name = `-l ${flag.slice(2)} -d ${quote(description)}`
  if (value === undefined) return name
  return [
    name,
    value.kind === 'files' ? '-r' : '-x',
    ...describeValue(value).filter((each) => each !== '-F'),
  ].join(' ')
}

function describeValue(value: Candidates): string[] {
  if (value.kind === 'words') return [`-a ${quote(value.words.join(' '))}`]
  if (value.kind === 'source') return [`-a '(block-slots __complete ${value.source} 2>/dev/null)'`]
  return value.kind === 'files' ? ['-F'] : []
}

const quote = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`
