/**
 * The contract as last released: kept beside the one that is edited, so that both can be compared anywhere.
 * `pnpm --filter @block-slots/spec released`, the last step of versioning, keeps it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { type Fields, fields } from './document.ts'

const notice = `# The contract as last released. Written by \`pnpm release:version\`, never by hand: the next change is judged by it.\n`

/** The current contract and the released one; `before` is missing until the first release. */
export function contracts(root: string): { before: Fields | undefined; after: Fields } {
  const read = (name: string) => fields(parse(readFileSync(join(root, 'spec', name), 'utf8')))
  const known = existsSync(join(root, 'spec/released.yaml'))
  return { before: known ? read('released.yaml') : undefined, after: read('openapi.yaml') }
}

/** Records the current contract as released. */
export function keep(root: string): void {
  const yaml = readFileSync(join(root, 'spec/openapi.yaml'), 'utf8')
  writeFileSync(join(root, 'spec/released.yaml'), notice + yaml)
}

if (import.meta.main) {
  const [root = fileURLToPath(new URL('../..', import.meta.url))] = process.argv.slice(2)
  keep(root)
}
