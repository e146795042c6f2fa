import type { Candidates, CompletedCommand, CompletedOption } from './candidates.ts'

/** Writes the completion for zsh. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const named = commands.filter(({ name }) => name !== '')
  const [root] = commands
  return `#compdef block-slots
# Completion for zsh. Add this line to ~/.zshrc, after compinit:
#   eval "$(block-slots completion zsh)"
_block_slots_source() {
  local -a found
  found=(\${(f)"$(block-slots __complete $1 2>/dev/null)"})
  compadd -a found
}
_block_slots_commands() {
  local -a commands
  commands=(
${named.map(({ name, description }) => `    ${quote(`${name}:${description}`)}`).join('\n')}
  )
  _describe command commands
}
_block_slots() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C \\
${(root?.options ?? []).map((option) => `    ${describeOption(option)} \\\n`).join('')}    '1: :_block_slots_commands' '*:: :->arguments'
  [[ $state == arguments ]] || return
  case $line[1] in
${named.map(describeCommand).join('\n')}
  esac
}
if [[ $funcstack[1] == _block_slots ]]; then _block_slots "$@"; else compdef _block_slots block-slots; fi`
}

function describeCommand({ name, options, arguments: values }: CompletedCommand): string {
  const words = [
    ...options.map(describeOption),
    ...values.map((value, at) => quote(`${at + 1}: :${actionOf(value)}`)),
  ]
  return `    ${name}) _arguments ${words.join(' \\\n      ')} ;;`
}

function describeOption({ flag, description, value, isRepeatable }: CompletedOption): string {
  const text = description.replaceAll(/[[\]\\:]/g, String.raw`\$&`)
  const following = value === undefined ? '' : `: :${actionOf(value)}`
  return quote(`${isRepeatable ? '*' : ''}${flag}[${text}]${following}`)
}

function actionOf(value: Candidates): string {
  if (value.kind === 'words') return `(${value.words.join(' ')})`
  if (value.kind === 'source') return `_block_slots_source ${value.source}`
  return value.kind === 'files' ? '_files' : ' '
}

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
