import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readManifest } from '../shared/manifest.ts'
import { root } from '../shared/root.ts'

const examples = join(root, 'packages/docs/examples')

/** The range in which an example needs a package of this repository: its version, or that of the first release before it. */
export function ownRange(name: string): string {
  const short = name === 'block-slots' ? 'cli' : name.replace('@block-slots/', '')
  const { version } = readManifest(join(root, short === 'spec' ? short : `packages/${short}`))
  return version === undefined || version === '0.0.0' ? '^0.1.0' : `^${version}`
}

// `release:version` writes the new versions into the examples.
if (import.meta.main) {
  for (const example of readdirSync(examples)) {
    const path = join(examples, example, 'package.json')
    const text = readFileSync(path, 'utf8')
    const written = text.replaceAll(
      /"((?:@block-slots\/[\w-]+|block-slots))": "\^[^"]*"/g,
      (_, name: string) => `"${name}": "${ownRange(name)}"`,
    )
    if (written !== text) writeFileSync(path, written)
  }
}
