import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { fillDefaults, findStaleDefaults } from '../../docs/defaults.ts'
import { readDocuments } from '../../docs/document.ts'
import { root } from '../../shared/root.ts'
import { temporaryFolder } from '../../shared/temporary-folder.ts'

/** A repository with the constants of the section `helpers`. */
function repositoryWith(instances: string): string {
  const { path, remove } = temporaryFolder('defaults')
  onTestFinished(remove)
  const files = {
    'packages/helpers/src/icalendar/instance.ts': `export const ${instances} = 100_000\n`,
    'packages/helpers/src/icalendar/line.ts': 'export const maxLineBytes: number = 2 ** 25\n',
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true })
    writeFileSync(join(path, file), text)
  }
  return path
}

const stale = '# Limits\n\n<!-- defaults:begin helpers -->\n| old |\n<!-- defaults:end -->\n\nText.\n'
const fresh = `# Limits

<!-- defaults:begin helpers -->

| default                                          | value   |
| ------------------------------------------------ | ------- |
| instances of a recurrence in the window, at most | 100,000 |
| length of a line, at most                        | 32 MiB  |

<!-- defaults:end -->

Text.
`

test('defaults between markers are written from the exported constants', async () => {
  const folder = repositoryWith('maxInstances')
  expect(await fillDefaults(folder, stale)).toBe(fresh)
  expect(await fillDefaults(folder, fresh)).toBe(fresh)
})

test('stale defaults are reported with their line', async () => {
  const folder = repositoryWith('maxInstances')
  const documents = [stale, fresh, 'no markers'].map((text, index) => ({
    file: `${index}.md`,
    text,
    blocks: [],
  }))
  expect(await findStaleDefaults(folder, documents)).toEqual([
    { file: '0.md', line: 3, message: 'The defaults are stale. Run `pnpm docs:update`.' },
  ])
})

test('a missing constant is reported with its module', async () => {
  await expect(fillDefaults(repositoryWith('other'), stale)).rejects.toThrow(
    'packages/helpers/src/icalendar/instance.ts exports no number maxInstances',
  )
})

test('the defaults of every document are up to date', async () => {
  expect(await findStaleDefaults(root, readDocuments(root))).toEqual([])
})
