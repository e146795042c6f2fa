import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Finding } from './document.ts'

/** The modules of the benchmark that format a saved run for documents. */
type Report = { readonly formatSections: (measured: object) => Readonly<Record<string, string>> }
type Chart = { readonly drawChart: (measured: object) => string }

const folder = 'packages/proofs/speed'
/** The chart, which the README of the client shows. */
const chart = 'packages/client/guide/speed.svg'

/** A section of the saved run, as a text with tables. */
export async function writeSpeed(root: string, name: string): Promise<string> {
  const { formatSections }: Report = await importFrom(root, 'report.ts')
  const sections = formatSections(readMeasured(root))
  const text = sections[name]
  if (text !== undefined) return text
  throw new Error(`Expected one of ${Object.keys(sections).join(', ')} as speed and got "${name}".`)
}

/** The chart of the saved run: its file and its content. Undefined in a repository without the benchmark. */
export async function drawSpeedChart(
  root: string,
): Promise<{ readonly file: string; readonly text: string } | undefined> {
  if (!existsSync(join(root, folder))) return undefined
  const { drawChart }: Chart = await importFrom(root, 'chart.ts')
  return { file: chart, text: drawChart(readMeasured(root)) }
}

/** The chart, if it is stale. */
export async function findStaleChart(root: string): Promise<Finding[]> {
  const drawn = await drawSpeedChart(root)
  if (drawn === undefined) return []
  const path = join(root, drawn.file)
  if (existsSync(path) && readFileSync(path, 'utf8') === drawn.text) return []
  return [{ file: drawn.file, line: 1, message: 'The chart is stale. Run `pnpm docs:update`.' }]
}

function readMeasured(root: string): object {
  const measured: object = JSON.parse(readFileSync(join(root, folder, 'measured.json'), 'utf8'))
  return measured
}

const importFrom = (root: string, file: string) => import(pathToFileURL(join(root, folder, file)).href)
