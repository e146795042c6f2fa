import { existsSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fromMarkdown } from 'mdast-util-from-markdown'
import type { Document, Finding } from './document.ts'

type Node = ReturnType<typeof fromMarkdown>['children'][number] | ReturnType<typeof fromMarkdown>

/** Links that lead nowhere: to a file that is not there, or to a heading that a document does not have. */
export function deadLinks(root: string, documents: readonly Document[]): Finding[] {
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

/** Every node of a document, in order. */
export function nodesOf(text: string): Node[] {
  const all = (node: Node): Node[] => [node, ...('children' in node ? node.children.flatMap(all) : [])]
  return all(fromMarkdown(text))
}

function linksOf(text: string): { url: string; line: number }[] {
  return nodesOf(text).flatMap((node) =>
    node.type === 'link' || node.type === 'image' || node.type === 'definition'
      ? [{ url: node.url, line: node.position?.start.line ?? 0 }]
      : [],
  )
}

/** The anchors that GitHub gives to headings: their words in small letters, joined by hyphens, counted where they come again. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>()
  for (const node of nodesOf(text)) {
    if (node.type !== 'heading') continue
    const words = nodesOf(text.slice(node.position?.start.offset, node.position?.end.offset))
      .flatMap((inner) => (inner.type === 'text' || inner.type === 'inlineCode' ? [inner.value] : []))
      .join('')
    const slug = words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-')
    let name = slug
    for (let count = 1; anchors.has(name); count += 1) name = `${slug}-${count}`
    anchors.add(name)
  }
  return anchors
}
