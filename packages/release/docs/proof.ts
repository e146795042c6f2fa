import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Document, Finding } from './document.ts'
import { nodesOf } from '../shared/markdown.ts'

/** The names of the proofs that `pnpm prove` runs. */
export async function readProofNames(root: string): Promise<readonly string[]> {
  const path = join(root, 'packages/proofs/proofs.ts')
  if (!existsSync(path)) return []
  const { proofs }: { proofs: readonly { readonly name: string }[] } = await import(pathToFileURL(path).href)
  return proofs.map(({ name }) => name)
}

/** Documents' mentions of `pnpm prove <name>` without a proof of that name. */
export function findMissingProofs({ file, text }: Document, names: readonly string[]): Finding[] {
  return nodesOf(text).flatMap((node) => {
    if (node.type !== 'inlineCode' && node.type !== 'code') return []
    return [...node.value.matchAll(/\bpnpm prove ([\w:-]+)/g)].flatMap(([command, name = '']) =>
      name.startsWith('-') || names.includes(name)
        ? []
        : [
            {
              file,
              line: node.position?.start.line ?? 0,
              message: `\`${command}\`: there is no such proof.`,
            },
          ],
    )
  })
}
