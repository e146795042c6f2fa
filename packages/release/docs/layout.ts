import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CodeBlock } from '../shared/code-block.ts'
import type { Finding } from './document.ts'
import type { Project } from './project.ts'

/**
 * A block of text that nothing prints can only be a picture of the repository: paths, joined by commas, two blanks, and what
 * each is. Every path has to be there, and every package has to be in the picture.
 */
export function checkLayout(root: string, { members }: Project, { code, file, line }: CodeBlock): Finding[] {
  const paths = new Set<string>()
  const findings = code.split('\n').flatMap((text, index) => {
    const [first = ''] = text.split(/\s{2,}/)
    return first.split(', ').flatMap((path) => {
      paths.add(path.replace(/\/$/, ''))
      if (path !== '' && existsSync(join(root, path))) return []
      const message = `There is no ${path || 'path'} here, and no command above prints this block.`
      return [{ file, line: line + 1 + index, message }]
    })
  })
  const missing = members.filter(({ folder }) => folder !== '.' && !paths.has(folder))
  if (findings.length > 0) return findings
  return missing.map(({ folder }) => ({ file, line, message: `${folder} is missing in this picture.` }))
}
