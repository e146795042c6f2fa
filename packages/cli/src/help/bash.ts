import type { Candidates, CompletedCommand } from './candidates.ts'

/** Writes the completion for bash 3.2 and newer. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ flag, value }) => (value === undefined ? [] : [[`${name} ${flag}`, value] as const])),
  )
  const variadic = commands.flatMap(({ name, options }) =>
    options.flatMap(({ flag, value, isVariadic }) =>
      isVariadic && value !== undefined ? [[`${name} ${flag}`, value] as const] : [],
    ),
  )
  const names = commands.flatMap(({ name }) => (name === '' ? [] : name))
  return `# Completion for bash. Add this line to ~/.bashrc:
#   eval "$(block-slots completion bash)"
_block_slots_words() {
  local line
  while IFS= read -r line; do
    [[ -n $line && $line == "$cur"* ]] && COMPREPLY+=("$(printf '%q' "$line")")
  done <<< "$1"
}
_block_slots_files() {
  local line
  compopt -o filenames 2>/dev/null
  while IFS= read -r line; do
    [[ -n $line ]] && COMPREPLY+=("$line")
  done <<< "$(compgen -f -- "$cur")"
}
_block_slots_source() {
  _block_slots_words "$("\${COMP_WORDS[0]}" __complete "$1" 2>/dev/null)"
}
_block_slots() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command='' option='' i
  COMPREPLY=()
  # The shell splits --option=value into three words.
  if [[ $cur == = ]]; then cur=''
  elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      -*) option=\${COMP_WORDS[i]} ;;
      *) [[ -z $command ]] && command=\${COMP_WORDS[i]} ;;
    esac
  done
${describeCases('$command $prev', values)}
  if [[ $cur != -* ]]; then
${describeCases('$command $option', variadic, '  ')}
    case $command in
      '') _block_slots_words ${quoteLines(names)}; return ;;
${commands.flatMap(describeArguments).join('\n')}
    esac
  fi
  case $command in
${commands
  .map(
    ({ name, options }) =>
      `    '${name}') _block_slots_words ${quoteLines(options.map(({ flag }) => flag))} ;;`,
  )
  .join('\n')}
  esac
}
complete -F _block_slots block-slots`
}

/** Completes what follows an option, those with the same values in one case. */
function describeCases(
  subject: string,
  values: readonly (readonly [place: string, value: Candidates])[],
  indent = '',
): string {
  const groups = new Map<string, string[]>()
  for (const [place, value] of values) {
    const action = actionOf(value)
    groups.set(action, [...(groups.get(action) ?? []), `'${place}'`])
  }
  const cases = [...groups].map(([action, places]) => `${indent}    ${places.join('|')}) ${action}return ;;`)
  return [`${indent}  case "${subject}" in`, ...cases, `${indent}  esac`].join('\n')
}

function describeArguments({ name, arguments: [first] }: CompletedCommand): string[] {
  const action = first === undefined ? '' : actionOf(first)
  return action === '' ? [] : [`      '${name}') ${action}[[ -n $cur ]] && return ;;`]
}

function actionOf(value: Candidates): string {
  if (value.kind === 'words') return `_block_slots_words ${quoteLines(value.words)}; `
  if (value.kind === 'source') return `_block_slots_source ${value.source}; `
  return value.kind === 'files' ? '_block_slots_files; ' : ''
}

/** Words as lines, in one argument. None of them has a quote. */
const quoteLines = (words: readonly string[]): string => String.raw`$'${words.join(String.raw`\n`)}'`
