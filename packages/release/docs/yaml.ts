import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import type { CodeBlock } from '../shared/code-block.ts'
import type { Finding } from './document.ts'

/** Problems of a block of YAML, each with its line. */
export function findYamlErrors({ code, file, line }: CodeBlock): Finding[] {
  const lineCounter = new LineCounter()
  return parseDocument(code, { lineCounter }).errors.map(({ message, pos: [start] }) => ({
    file,
    line: line + lineCounter.linePos(start).line,
    message: `This block is no YAML: ${message.split('\n')[0]}`,
  }))
}

/**
 * Makes a folder for the commands of a document, in which its blocks of YAML are that begin with their file name:
 * `# block-slots.yaml`. A command that reads such a file checks it.
 */
export function createWorkFolder(parent: string, blocks: readonly CodeBlock[]): string {
  const folder = mkdtempSync(join(parent, 'commands-'))
  // Commands may name a file of an installed package.
  symlinkSync(join(parent, 'node_modules'), join(folder, 'node_modules'))
  for (const { language, code } of blocks) {
    const [, name] = /^# ([\w.-]+\.ya?ml)\n/.exec(code) ?? []
    if (language === 'yaml' && name !== undefined) writeFileSync(join(folder, name), `${code}\n`)
  }
  return folder
}
