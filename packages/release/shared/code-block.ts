import { nodesOf } from './markdown.ts'

/** A fenced or indented code block of a document. */
export type CodeBlock = {
  /** Path of the document, from the root of the repository. */
  readonly file: string
  /** Line of the opening fence, from 1. */
  readonly line: number
  /** The language after the fence; empty without one. */
  readonly language: string
  readonly code: string
  /** The file in packages/docs that it shows, named after the language: `examples/hono/server.ts`. */
  readonly source?: string
}

/** The code blocks of a document in Markdown, in order, those in lists and quotes included. */
export function codeBlocks(file: string, markdown: string): CodeBlock[] {
  return nodesOf(markdown).flatMap((node) =>
    node.type === 'code'
      ? [
          {
            file,
            line: node.position?.start.line ?? 0,
            language: node.lang ?? '',
            code: node.value,
            ...(typeof node.meta === 'string' && { source: node.meta }),
          },
        ]
      : [],
  )
}

/** The lines that a program is expected to print, in order: the text after each `// => `. */
export function expectedLines(code: string): string[] {
  return [...code.matchAll(/\/\/ => (.*)$/gm)].map(([, line = '']) => line)
}
