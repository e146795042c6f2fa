import type { CodeBlock } from '../shared/code-block.ts'

/** A command of a shell, cut into words, and where it stands. */
export type Command = { readonly words: readonly string[]; readonly file: string; readonly line: number }

/** The commands of a block, without comments; a line that ends in `\` goes on with the next. */
export function parseCommands({ code, file, line }: CodeBlock): Command[] {
  const commands: Command[] = []
  let begun = ''
  let first = 0
  for (const [index, text] of code.split('\n').entries()) {
    if (begun === '') first = line + 1 + index
    if (text.endsWith('\\')) {
      begun += `${text.slice(0, -1)} `
      continue
    }
    const words = splitWords(begun + text)
    begun = ''
    if (words.length > 0) commands.push({ words, file, line: first })
  }
  return commands
}

/** Cuts a line as a shell does, as far as documents go: quotes, and comments after a blank. */
export function splitWords(text: string): string[] {
  return [...text.replace(/(?:^|\s)#.*$/, '').matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  )
}
