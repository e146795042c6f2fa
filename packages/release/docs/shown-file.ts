import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Document, Finding } from './document.ts'

/** Where the files are that documents show. */
const folder = 'packages/docs'

/** Blocks that show a file of packages/docs and differ from it. */
export function findStaleCopies(root: string, { blocks }: Document): Finding[] {
  return blocks.flatMap(({ file, line, code, source }) => {
    if (source === undefined) return []
    const text = readShown(root, source)
    if (text === code) return []
    const message =
      text === undefined
        ? `There is no file ${folder}/${source}.`
        : `This block differs from ${folder}/${source}. Run \`pnpm docs:update\`.`
    return [{ file, line, message }]
  })
}

/** The text of a document with the files that its blocks show filled in. */
export function fillShownFiles(root: string, text: string): string {
  return text.replaceAll(/^```(\w+) (\S+)\n[^]*?^```$/gm, (whole, language: string, source: string) => {
    const shown = readShown(root, source)
    return shown === undefined ? whole : `\`\`\`${language} ${source}\n${shown}\n\`\`\``
  })
}

function readShown(root: string, source: string): string | undefined {
  const path = join(root, folder, source)
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd() : undefined
}
