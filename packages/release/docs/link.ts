import { existsSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { anchorsOf, linksOf } from '../shared/markdown.ts'
import type { Document, Finding } from './document.ts'

/** Links that lead nowhere: to a file that is not there, or to a heading that a document does not have. */
export function findDeadLinks(root: string, documents: readonly Document[]): Finding[] {
  const anchors = new Map(documents.map(({ file, text }) => [file, anchorsOf(text)]))
  return documents.flatMap(({ file, text }) =>
    linksOf(text).flatMap(({ url, line }) => {
      if (/^[a-z][a-z\d+.-]*:/i.test(url)) return []
      const [path = '', anchor] = url.split('#')
      const target =
        path === '' ? file : normalize(join(dirname(file), decodeURIComponent(path))).replace(/\/$/, '')
      const found = (message: string): Finding[] => [{ file, line, message }]
      if (url.startsWith('/') || target.startsWith('..'))
        return found(`The link to ${url} leaves the repository.`)
      if (!existsSync(join(root, target)))
        return found(`The link to ${url} leads nowhere: there is no ${target}.`)
      if (anchor === undefined) return []
      if (statSync(join(root, target)).isDirectory())
        return found(`The link to ${url} names a heading of a folder.`)
      if (anchors.get(target)?.has(anchor) === true) return []
      return found(`The link to ${url} leads nowhere: ${target} has no heading "#${anchor}".`)
    }),
  )
}
