// `pnpm docs:update`: writes the generated sections of every document, between `<!-- defaults:begin … -->` and
// `<!-- defaults:end -->` or with `speed` in their place, the files that blocks show, and the chart of the speed.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../shared/root.ts'
import { readDocuments } from './document.ts'
import { fillSections } from './section.ts'
import { fillShownFiles } from './shown-file.ts'
import { drawSpeedChart, findStaleChart } from './speed.ts'

const update = (file: string, text: string): void => {
  writeFileSync(join(root, file), text)
  process.stdout.write(`${file}: updated\n`)
}

for (const { file, text } of readDocuments(root)) {
  const filled = fillShownFiles(root, await fillSections(root, text))
  if (filled !== text) update(file, filled)
}
const chart = await drawSpeedChart(root)
if (chart !== undefined && (await findStaleChart(root)).length > 0) update(chart.file, chart.text)
