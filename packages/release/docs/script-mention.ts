import type { Document, Finding } from './document.ts'
import { splitWords } from './shell-command.ts'
import { nodesOf } from '../shared/markdown.ts'
import { type Member, scriptFolder } from './project.ts'
import { hasScript, scriptProblem } from './script.ts'

/** Missing scripts that a document mentions, in a sentence or in a table of scripts. */
export function findMissingScripts({ file, text }: Document, members: readonly Member[]): Finding[] {
  const findings: Finding[] = []
  const add = (line: number, message: string | undefined): void => {
    if (message !== undefined) findings.push({ file, line, message })
  }
  for (const node of nodesOf(text)) {
    if (node.type !== 'inlineCode' || !/^(?:pnpm|npm|npx) /.test(node.value)) continue
    const words = splitWords(node.value)
    const isOther = words[0] === 'npx' && !words.some((word) => word.startsWith('pnpm@'))
    // Packages that are installed or run from elsewhere are not scripts of ours.
    if (isOther || /^npm (?:install|config) /.test(node.value)) continue
    add(node.position?.start.line ?? 0, scriptProblem(words, members, scriptFolder(file)))
  }
  for (const row of scriptRows(text)) {
    for (const name of row.names) add(row.line, tableProblem(name, row, members))
  }
  return findings
}

/**
 * The problem with a name in a table of scripts. `--filter <package> <script>` has the form of pnpm, `… <script>` belongs to
 * the package that a row above names, and a bare script to the package that the text above the table filters, else the root.
 */
function tableProblem(name: string, { prose, above }: Row, members: readonly Member[]): string | undefined {
  if (name.startsWith('--filter')) return scriptProblem(['pnpm', ...splitWords(name)], members)
  const [, filter] = [...(name.startsWith('… ') ? above : prose).matchAll(/--filter ([^\s`]+)/g)].at(-1) ?? []
  const folder = members.find(({ manifest }) => manifest.name === filter)?.folder ?? '.'
  const [script = ''] = splitWords(name.replace(/^… /, ''))
  if (hasScript(members, folder, script)) return undefined
  return `\`${name}\`: there is no script "${script}" in ${folder === '.' ? '' : `${folder}/`}package.json.`
}

type Row = {
  /** The code spans in the first cell. */
  readonly names: readonly string[]
  readonly line: number
  /** The text from the last heading to the table. */
  readonly prose: string
  /** The rows above. */
  readonly above: string
}

/** The rows of tables whose first column is headed `script`. */
function scriptRows(text: string): Row[] {
  const lines = text.split('\n')
  let heading = 0
  let table: number | undefined
  return lines.flatMap((row, index) => {
    if (row.startsWith('#')) heading = index
    const [, cell] = /^\|\s*(.*?)\s*(?<!\\)\|/.exec(row) ?? []
    if (cell === undefined) table = undefined
    if (cell === 'script') table = index
    if (cell === undefined || table === undefined) return []
    const names = [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
    const prose = lines.slice(heading, table).join('\n')
    return [{ names, line: index + 1, prose, above: lines.slice(table, index).join('\n') }]
  })
}
