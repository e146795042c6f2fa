import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CodeBlock } from '../shared/code-block.ts'
import type { Finding } from './document.ts'
import type { Project } from './project.ts'

/**
 * Checks a block of text that no command prints. It must be a layout of the repository: paths joined by commas, two spaces
 * and a description, with existing paths alone and every package among them.
 */
export function checkLayout(root: string, { members }: Project, { code, file, line }: CodeBlock): Finding[] {
  const paths = new Set<string>()
  const findings = code.split('\n').flatMap((text, index) => {
    const [first = ''] = text.split(/\s{2,}/)
    return first.split(', ').flatMap((path) => {
      paths.add(path.replace(/\/$/, ''))
      if (path !== '' && existsSync(join(root, path))) return []
      const message = `No command above prints this block, and as a layout it names ${path || 'an empty path'}, which does not exist.`
      return [{ file, line: line + 1 + index, message }]
    })
  })
  const missing = members.filter(({ folder }) => folder !== '.' && !paths.has(folder))
  if (findings.length > 0) return findings
  return missing.map(({ folder }) => ({ file, line, message: `${folder} is missing in this layout.` }))
}
