import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeBlocks } from '../shared/code-block.ts'
import { type Program, programsOf } from '../shared/program.ts'
import { root } from '../shared/root.ts'

/** The documents with code for users: the root README, and READMEs and guides of the packages. */
export function documents(): string[] {
  return ['README.md', ...globSync('packages/*/{README.md,guide/*.md}', { cwd: root }).toSorted()]
}

/** The programs in a document of the repository. */
export function programsIn(file: string): Program[] {
  return programsOf(codeBlocks(file, readFileSync(join(root, file), 'utf8')))
}
