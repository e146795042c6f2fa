import { existsSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { anchorsOf, linksOf } from '../shared/markdown.ts'
import type { Document, Finding } from './document.ts'

/** Links to missing files and missing headings. */
export function findDeadLinks(root: string, documents: readonly Document[]): Finding[] {
  const anchors = new Map(documents.map(({ file, text }) => [file, anchorsOf(text)]))
  return documents.flatMap(({ file, text }) =>
    linksOf(text).flatMap(({ url, line }) => {
      if (/^[a-z][a-z\d+.-]*:/i.test(url)) return []
      const [path = '', anchor] = url.split('#')
      const target =
        path === '' ? file : normalize(join(dirname(file), decodeURIComponent(path))).replace(/\/$/, '')
      const found = (message: string): Finding[] => [{ file, line, message }]
      if (url.startsWith('/') || target.startsWith('..')) return found(`Link ${url} leaves the repository.`)
      if (!existsSync(join(root, target))) return found(`Link ${url} is dead: ${target} does not exist.`)
      if (anchor === undefined) return []
      if (statSync(join(root, target)).isDirectory())
        return found(`Link ${url} has an anchor, and ${target} is a folder.`)
      if (anchors.get(target)?.has(anchor) === true) return []
      return found(`Link ${url} is dead: ${target} has no heading "#${anchor}".`)
    }),
  )
}
