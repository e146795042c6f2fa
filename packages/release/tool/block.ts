import { fromMarkdown } from 'mdast-util-from-markdown'

/** A code block of a document. */
export type CodeBlock = {
  /** Path of the document, from the root of the repository. */
  readonly file: string
  /** Line of the opening fence, from 1. */
  readonly line: number
  /** What stands behind the fence; empty where nothing does. */
  readonly language: string
  readonly code: string
}

/** The code blocks of a document in Markdown, in order, those in lists and quotes too. */
export function codeBlocks(file: string, markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = []
  const visit = (node: ReturnType<typeof fromMarkdown> | MarkdownNode): void => {
    if (node.type === 'code') {
      blocks.push({ file, line: node.position?.start.line ?? 0, language: node.lang ?? '', code: node.value })
    }
    if ('children' in node) for (const child of node.children) visit(child)
  }
  visit(fromMarkdown(markdown))
  return blocks
}

type MarkdownNode = ReturnType<typeof fromMarkdown>['children'][number]

/** The lines that a program promises to print, in order: each stands behind `// => `. */
export function promised(code: string): string[] {
  return [...code.matchAll(/\/\/ => (.*)$/gm)].map(([, line = '']) => line)
}
