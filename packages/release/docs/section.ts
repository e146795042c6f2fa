import { writeDefaults } from './defaults.ts'
import type { Document, Finding } from './document.ts'
import { writeSpeed } from './speed.ts'

/** A generated part of a document, between `<!-- kind:begin name -->` and `<!-- kind:end -->`. */
type Section = {
  readonly line: number
  readonly whole: string
  readonly kind: 'defaults' | 'speed'
  readonly name: string
}

const writers = { defaults: writeDefaults, speed: writeSpeed }
const marker = /<!-- (defaults|speed):begin ([\w-]+) -->\n[^]*?<!-- \1:end -->/g

/** The text of a document with its generated sections filled in. */
export async function fillSections(root: string, text: string): Promise<string> {
  let filled = text
  for (const section of sectionsOf(text)) {
    const content = await writeSection(root, section)
    filled = filled.replace(section.whole, () => content)
  }
  return filled
}

/** Generated sections that are stale. */
export async function findStaleSections(root: string, documents: readonly Document[]): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { file, text } of documents) {
    for (const section of sectionsOf(text)) {
      const { line, whole, kind } = section
      try {
        if ((await writeSection(root, section)) === whole) continue
        findings.push({ file, line, message: `The ${kind} are stale. Run \`pnpm docs:update\`.` })
      } catch (error) {
        findings.push({ file, line, message: error instanceof Error ? error.message : String(error) })
      }
    }
  }
  return findings
}

const sectionsOf = (text: string): Section[] =>
  [...text.matchAll(marker)].map(({ 0: whole, 1: kind, 2: name = '', index }) => ({
    line: text.slice(0, index).split('\n').length,
    whole,
    kind: kind === 'speed' ? 'speed' : 'defaults',
    name,
  }))

async function writeSection(root: string, { kind, name }: Section): Promise<string> {
  return `<!-- ${kind}:begin ${name} -->\n\n${await writers[kind](root, name)}\n\n<!-- ${kind}:end -->`
}
