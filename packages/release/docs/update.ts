// `pnpm docs:update`: writes the defaults between `<!-- defaults:begin … -->` and `<!-- defaults:end -->` of every document.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../shared/root.ts'
import { fillDefaults } from './defaults.ts'
import { readDocuments } from './document.ts'

for (const { file, text } of readDocuments(root)) {
  const filled = await fillDefaults(root, text)
  if (filled === text) continue
  writeFileSync(join(root, file), filled)
  process.stdout.write(`${file}: defaults updated\n`)
}
