import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CodeBlock } from '../shared/code-block.ts'
import type { Command } from './shell-command.ts'
import type { Finding } from './document.ts'
import { comparePrinted } from './execute.ts'
import type { Project } from './project.ts'

/** Ids that the sandbox makes anew each time it runs are no promise. */
const plain = (text: string): string => text.replaceAll(/\bid [A-Za-z0-9]{20}\b/g, 'id …')

/** Compares what commands printed with the block after them. */
export function compareOutput(block: CodeBlock, out: string): Finding[] {
  const promises = block.code.split('\n').map((text, index) => ({
    text: plain(text),
    file: block.file,
    line: block.line + 1 + index,
  }))
  return comparePrinted(promises, plain(out))
}

/**
 * What a script prints that takes too long to be run: its words, without the figures, have to stand in the script. The figures
 * are then what the last run printed, and the text above names the command to see them again.
 */
export function compareWording(
  root: string,
  { members }: Project,
  commands: readonly Command[],
  block: CodeBlock,
): Finding[] {
  const sources = commands.flatMap(({ words }) => {
    const member = members.find(({ manifest }) => words.includes(manifest.name))
    const script = member?.manifest.scripts?.[words.at(-1) ?? '']
    const [path] = /\S+\.ts\b/.exec(script ?? '') ?? []
    return member === undefined || path === undefined ? [] : [join(root, member.folder, path)]
  })
  const source = sources.map((each) => readFileSync(each, 'utf8')).join('\n')
  return block.code.split('\n').flatMap((text, index) => {
    const unknown = text
      .split(/[\d(),.:;]+/)
      .flatMap((part) => part.trim().match(/^[a-z ]{4,}$/) ?? [])
      .find((words) => !source.includes(words))
    const message = `\`${unknown}\` is no word of what the command above prints.`
    return unknown === undefined ? [] : [{ file: block.file, line: block.line + 1 + index, message }]
  })
}
