import type { CodeBlock } from '../shared/code-block.ts'

/** A shell command, split into words, with its place. */
export type Command = { readonly words: readonly string[]; readonly file: string; readonly line: number }

/** The commands of a block, without comments. A line that ends in `\` continues on the next. */
export function parseCommands({ code, file, line }: CodeBlock): Command[] {
  const commands: Command[] = []
  let pending = ''
  let first = 0
  for (const [index, text] of code.split('\n').entries()) {
    if (pending === '') first = line + 1 + index
    if (text.endsWith('\\')) {
      pending += `${text.slice(0, -1)} `
      continue
    }
    const words = splitWords(pending + text)
    pending = ''
    if (words.length > 0) commands.push({ words, file, line: first })
  }
  return commands
}

/** Splits a line as a shell does, as far as documents need it: quotes, and comments after a space. */
export function splitWords(text: string): string[] {
  return [...text.replace(/(?:^|\s)#.*$/, '').matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  )
}
