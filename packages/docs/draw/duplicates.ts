import { escapeText, writeStyle } from './theme.ts'

/** A client of the comparison, and what became of its blocks. */
export type Client = {
  readonly name: string
  readonly duplicates: number
  /** Blocks that exist although the client reported a failure. A caller who repeats the call makes a duplicate of each. */
  readonly failedButCreated: number
}

const heading = '## Other clients under the same faults'

/** Reads the clients and the number of wanted blocks from the guide, whose table `pnpm prove peers` prints. */
export function readClients(guide: string): { readonly wanted: string; readonly clients: readonly Client[] } {
  const [, section = ''] = guide.split(heading)
  const [, wanted] = /([\d,]+) wanted blocks/.exec(section) ?? []
  const rows = (section.split('\n\n').find((part) => part.startsWith('|')) ?? '').split('\n').map(cellsOf)
  const heads = rows[0] ?? []
  const [duplicates, failed] = [heads.indexOf('duplicates'), heads.indexOf('"failed" but created')]
  if (wanted === undefined || duplicates === -1 || failed === -1)
    throw new Error(`Expected the guide to have a table below "${heading}" and found none.`)
  const clients = rows.slice(2).map((row) => ({
    name: row[0] ?? '',
    duplicates: numberOf(row[duplicates]),
    failedButCreated: numberOf(row[failed]),
  }))
  return { wanted, clients }
}

const cellsOf = (row: string): string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

function numberOf(cell = ''): number {
  const number = Number(cell.replaceAll(',', ''))
  if (cell === '' || Number.isNaN(number))
    throw new Error(`Expected a number in the table and got "${cell}".`)
  return number
}

const width = 600
const rowHeight = 44
const top = 84
const bar = { x: 16, height: 12, width: 480 }

/** Draws the duplicates of each client as bars, and the blocks that it reported as failed. */
export function drawDuplicates({ wanted, clients }: ReturnType<typeof readClients>): string {
  const height = top + clients.length * rowHeight + 8
  const most = Math.max(...clients.map((client) => client.duplicates + client.failedButCreated))
  const scale = bar.width / most
  const size = (count: number): string => (count * scale).toFixed(1)
  const described = clients.map(
    ({ name, duplicates, failedButCreated }) =>
      `${name}: ${duplicates} duplicates, ${failedButCreated} reported as failed`,
  )
  const rows = clients.flatMap(({ name, duplicates, failedButCreated }, index) => {
    const y = top + index * rowHeight
    const text = failedButCreated === 0 ? String(duplicates) : `${duplicates} + ${failedButCreated}`
    const end = bar.x + (duplicates + failedButCreated) * scale
    return [
      `  <text class="${name.startsWith('@block-slots') ? 'own' : 'soft'}" x="${bar.x}" y="${y}">${escapeText(name)}</text>`,
      `  <rect class="bad" x="${bar.x}" y="${y + 8}" width="${size(duplicates)}" height="${bar.height}"/>`,
      `  <rect class="risk" x="${(bar.x + duplicates * scale).toFixed(1)}" y="${y + 8}" width="${size(failedButCreated)}" height="${bar.height}"/>`,
      `  <text class="soft" x="${(end + (end > bar.x ? 8 : 0)).toFixed(1)}" y="${y + 19}">${text}</text>`,
    ]
  })
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc" font-family="system-ui, sans-serif" font-size="13">`,
    `  <title id="title">Duplicates of ${wanted} blocks under faults</title>`,
    `  <desc id="desc">Bars, less is better. ${escapeText(described.join('. '))}.</desc>`,
    writeStyle(['page', 'name', 'soft', 'own', 'bad', 'risk']),
    `  <rect class="page" width="${width}" height="${height}" rx="10"/>`,
    `  <text class="soft" x="${bar.x}" y="28" font-size="15" font-weight="600">${wanted} blocks, 30 % of the creates hit by a fault</text>`,
    `  <rect class="bad" x="${bar.x}" y="42" width="12" height="12"/>`,
    `  <text class="name" x="${bar.x + 20}" y="53">duplicates</text>`,
    `  <rect class="risk" x="120" y="42" width="12" height="12"/>`,
    `  <text class="name" x="140" y="53">exist, but reported as failed: duplicates when repeated</text>`,
    ...rows,
    '</svg>',
  ].join('\n')}\n`
}
