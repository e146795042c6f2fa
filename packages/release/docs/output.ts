import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CodeBlock } from '../shared/code-block.ts'
import type { Command } from './shell-command.ts'
import type { Finding } from './document.ts'
import { comparePrinted } from './execute.ts'
import type { Project } from './project.ts'

/** Hides ids, which the sandbox generates at random, and those of plans. */
const withoutIds = (text: string): string =>
  text
    .replaceAll(/\bid [A-Za-z0-9]{20}\b/g, 'id …')
    .replaceAll(/\b(Plan|plan|run|apply|undo) [0-9a-f]{8}\b/g, '$1 …')

/** Compares the output of commands with the block after them. */
export function compareOutput(block: CodeBlock, out: string): Finding[] {
  const expected = block.code.split('\n').map((text, index) => ({
    text: withoutIds(text),
    file: block.file,
    line: block.line + 1 + index,
  }))
  return comparePrinted(expected, withoutIds(out))
}

/**
 * Checks the shown output of a script that takes too long to run: its words, without the numbers, must occur in the source
 * of the script. The numbers are those of the last run.
 */
export function compareWording(
  root: string,
  { members }: Project,
  commands: readonly Command[],
  block: CodeBlock,
): Finding[] {
  const sources = commands.flatMap(({ words }) => {
    if (words[1] === 'prove')
      return globSync('packages/proofs/{*,*/*,*/*/*}.ts', { cwd: root, exclude: ['**/node_modules'] }).map(
        (file) => join(root, file),
      )
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
    const message = `\`${unknown}\` does not occur in the script that the command above runs.`
    return unknown === undefined ? [] : [{ file: block.file, line: block.line + 1 + index, message }]
  })
}
