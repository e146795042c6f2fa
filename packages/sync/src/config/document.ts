import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import type { Path, Position } from './problem.ts'

/** A problem of the text, before it has a value. */
export type TextProblem = Position & { readonly message: string }

/** A configuration as text. JSON is YAML too. */
export type TextDocument = {
  readonly value: unknown
  /** Mistakes in the text. */
  readonly problems: readonly TextProblem[]
  /** False when the value is not what was meant, so that it is of no use to check it. */
  readonly isReadable: boolean
  /** Finds where a value or its key is; a key that is not there is where its mapping is. */
  readonly positionOf: (path: Path, at: 'key' | 'value') => Position
}

/** The most aliases, as written and as expanded: anchors of anchors would take memory without an end. */
const maxAliases = 1000

/** Messages for mistakes in the text. Those of the parser may repeat the text, and with it a secret. */
const messages: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  BAD_INDENT:
    'Expected the lines of a mapping or list to begin in the same column, and brackets to be closed.',
  BLOCK_AS_IMPLICIT_KEY: 'Expected one key in a line. Begin a new line, or put the value in quotes.',
  DUPLICATE_KEY: 'Expected each key once in a mapping and found this one again. Remove one of them.',
  MISSING_CHAR: 'Expected a closing quote, bracket or comma and found none.',
  MULTILINE_IMPLICIT_KEY: 'Expected a colon after the key in the same line.',
  MULTIPLE_DOCS: 'Expected one document and found another after "---". Remove it.',
  NON_STRING_KEY: 'Expected a key to be text.',
  BAD_SCALAR_START: 'Expected a value that does not begin with "@" or "`". Put it in quotes.',
  TAB_AS_INDENT: 'Expected spaces at the beginning of the line and got a tab. Use spaces.',
  TAG_RESOLVE_FAILED: 'Expected a value without a tag. Remove what begins with "!", or put it in quotes.',
  UNEXPECTED_TOKEN: 'Expected the value to end here. Put all of it in quotes, or begin a new line.',
}

/** Parses YAML 1.2, or JSON. Dates stay text. */
export function parseText(text: string): TextDocument {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'error',
  })
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const problems: TextProblem[] = []
  const wrongLines = new Set<number>()
  let isReadable = true
  for (const { code, pos } of [...document.errors, ...document.warnings]) {
    const position = place(code === 'MISSING_CHAR' ? startOfQuote(document.contents, pos[0]) : pos[0])
    // Further mistakes in a line are consequences of its first.
    if (wrongLines.has(position.line)) continue
    wrongLines.add(position.line)
    if (code !== 'DUPLICATE_KEY') isReadable = false
    problems.push({
      ...position,
      message: messages[code] ?? 'Expected YAML or JSON and found what is neither.',
    })
  }
  const { targets, mistakes } = readNodes(document.contents)
  for (const [node, message] of mistakes) problems.push({ ...place(node.range?.[0] ?? 0), message })
  if (mistakes.length > 0) isReadable = false
  let value: unknown
  try {
    value = isReadable ? document.toJS({ maxAliasCount: maxAliases }) : undefined
  } catch {
    isReadable = false
    problems.push({ ...place([...targets.keys()].at(-1)?.range?.[0] ?? 0), message: tooManyAliases })
  }
  const positionOf = (path: Path, at: 'key' | 'value'): Position =>
    place(findOffset(document.contents, targets, path, at))
  return { value, problems, isReadable, positionOf }
}

const tooManyAliases = `Expected at most ${maxAliases.toLocaleString('en-US')} aliases, counted as they expand, and found more.`

/** The node that each alias stands for, and the nodes that cannot be used. */
type Nodes = {
  readonly targets: ReadonlyMap<Alias, Node>
  readonly mistakes: readonly (readonly [Node, string])[]
}

function readNodes(contents: Node | null): Nodes {
  const anchors = new Map<string, Node>()
  const targets = new Map<Alias, Node>()
  const mistakes: [Node, string][] = []
  visit(contents, {
    Pair: (_, { key }) => {
      // Checks would pass over it, since it is no key but the kind of an object elsewhere.
      if (isScalar(key) && key.value === '__proto__')
        mistakes.push([key, 'Expected another key than __proto__. Rename it.'])
    },
    Node: (_, node, ancestors) => {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node)
        return undefined
      }
      const target = anchors.get(node.source)
      if (target === undefined)
        mistakes.push([node, 'Expected an alias of an anchor further up and found no such anchor.'])
      else if (ancestors.includes(target))
        mistakes.push([node, 'Expected an alias of something else than what it is in.'])
      else targets.set(node, target)
      if (targets.size + mistakes.length <= maxAliases) return undefined
      mistakes.push([node, tooManyAliases])
      return visit.BREAK
    },
  })
  return { targets, mistakes }
}

/** Finds where the quoted text begins that is not closed before an offset; the offset itself where there is none. */
function startOfQuote(contents: Node | null, end: number): number {
  let start = end
  visit(contents, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith('QUOTE') === true && range && range[0] < end && range[1] >= end) [start] = range
    },
  })
  return start
}

const offsetOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)

/** Finds where a value or its key begins. */
function findOffset(
  contents: Node | null,
  targets: ReadonlyMap<Alias, Node>,
  path: Path,
  at: 'key' | 'value',
): number {
  let node: unknown = contents
  let offset = offsetOf(node) ?? 0
  for (const [index, key] of path.entries()) {
    const collection = isAlias(node) ? targets.get(node) : node
    if (isSeq(collection)) {
      node = typeof key === 'number' ? collection.items[key] : undefined
      offset = offsetOf(node) ?? offset
    } else if (isMap(collection)) {
      // The value of a key that is there twice is the last.
      const pair: Pair | undefined = collection.items
        .filter((item) => isScalar(item.key) && item.key.value === key)
        .at(-1)
      if (pair === undefined) return offset
      node = pair.value
      const keyOffset = offsetOf(pair.key) ?? offset
      const isKey = at === 'key' && index === path.length - 1
      offset = isKey ? keyOffset : (offsetOf(node) ?? keyOffset)
    } else return offset
  }
  return offset
}
