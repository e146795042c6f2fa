import { fromMarkdown } from 'mdast-util-from-markdown'

type Node = ReturnType<typeof fromMarkdown> | ReturnType<typeof fromMarkdown>['children'][number]

/** Every node of a document in Markdown, in order. */
export function nodesOf(markdown: string): Node[] {
  return within(fromMarkdown(markdown))
}

function within(node: Node): Node[] {
  return [node, ...('children' in node ? node.children.flatMap(within) : [])]
}

/** The targets of links and images, with their lines. */
export function linksOf(markdown: string): { url: string; line: number }[] {
  return nodesOf(markdown).flatMap((node) =>
    node.type === 'link' || node.type === 'image' || node.type === 'definition'
      ? [{ url: node.url, line: node.position?.start.line ?? 0 }]
      : [],
  )
}

/** The anchors of headings as GitHub makes them: lower case, hyphens for spaces, a number for repetitions. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>()
  for (const node of nodesOf(markdown)) {
    if (node.type !== 'heading') continue
    const slug = within(node)
      .map((inner) => (inner.type === 'text' || inner.type === 'inlineCode' ? inner.value : ''))
      .join('')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-')
    let name = slug
    for (let count = 1; anchors.has(name); count += 1) name = `${slug}-${count}`
    anchors.add(name)
  }
  return anchors
}
