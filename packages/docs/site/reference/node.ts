/** A map of the contract. */
export type Node = Readonly<Record<string, unknown>>

/** True for a map. */
export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The map under a key, empty without one. */
export function nodeAt(node: Node, key: string): Node {
  const value = node[key]
  return isNode(value) ? value : {}
}

/** The maps of a list under a key. */
export function nodesIn(node: Node, key: string): Node[] {
  const value = node[key]
  return Array.isArray(value) ? value.filter(isNode) : []
}

/** The text under a key, empty without one. */
export function textAt(node: Node, key: string): string {
  const value = node[key]
  return typeof value === 'string' ? value.trim() : ''
}
