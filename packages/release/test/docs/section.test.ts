import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readDocuments } from '../../docs/document.ts'
import { fillSections, findStaleSections } from '../../docs/section.ts'
import { findStaleChart } from '../../docs/speed.ts'
import { root } from '../../shared/root.ts'
import { temporaryFolder } from '../../shared/temporary-folder.ts'

/** A repository with the constants of the section `helpers`. */
const repositoryWith = (instances: string): string =>
  repository({
    'packages/helpers/src/icalendar/instance.ts': `export const ${instances} = 100_000\n`,
    'packages/helpers/src/icalendar/line.ts': 'export const maxLineBytes: number = 2 ** 25\n',
  })

/** A repository with a saved run of the benchmark. */
const measuredRepository = (chart: string): string =>
  repository({
    'packages/proofs/speed/measured.json': '{ "cost": 1.3 }\n',
    'packages/proofs/speed/report.ts':
      'export const formatSections = ({ cost }) => ({ client: `| cost ${cost} |` })\n',
    'packages/proofs/speed/chart.ts': 'export const drawChart = ({ cost }) => `<svg>${cost}</svg>`\n',
    'packages/client/guide/speed.svg': chart,
  })

function repository(files: Readonly<Record<string, string>>): string {
  const { path, remove } = temporaryFolder('sections')
  onTestFinished(remove)
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
  expect(await fillSections(folder, stale)).toBe(fresh)
  expect(await fillSections(folder, fresh)).toBe(fresh)
})

test('stale defaults are reported with their line', async () => {
  const folder = repositoryWith('maxInstances')
  const documents = [stale, fresh, 'no markers'].map((text, index) => ({
    file: `${index}.md`,
    text,
    blocks: [],
  }))
  expect(await findStaleSections(folder, documents)).toEqual([
    { file: '0.md', line: 3, message: 'The defaults are stale. Run `pnpm docs:update`.' },
  ])
})

test('a missing constant is reported with its module', async () => {
  await expect(fillSections(repositoryWith('other'), stale)).rejects.toThrow(
    'packages/helpers/src/icalendar/instance.ts exports no number maxInstances',
  )
})

test('figures of the speed between markers are written from the saved run', async () => {
  const folder = measuredRepository('')
  const written = '<!-- speed:begin client -->\n\n| cost 1.3 |\n\n<!-- speed:end -->\n'
  expect(await fillSections(folder, '<!-- speed:begin client -->\n<!-- speed:end -->\n')).toBe(written)
  await expect(fillSections(folder, written.replace('client', 'other'))).rejects.toThrow(
    'Expected one of client as speed and got "other".',
  )
})

test('a stale or missing chart is reported', async () => {
  const [finding] = await findStaleChart(measuredRepository('<svg>1.5</svg>'))
  expect(finding?.message).toBe('The chart is stale. Run `pnpm docs:update`.')
  expect(await findStaleChart(measuredRepository('<svg>1.3</svg>'))).toEqual([])
  expect(await findStaleChart(repositoryWith('maxInstances'))).toEqual([])
})

test('the generated sections of every document and the chart are up to date', async () => {
  expect(await findStaleSections(root, readDocuments(root))).toEqual([])
  expect(await findStaleChart(root)).toEqual([])
})
