import { labelOf } from './report.ts'
import type { Measured, MeasuredRow, Quartiles } from './measured.ts'

type Bar = { readonly row: MeasuredRow; readonly ratio: Quartiles }

const width = 790
const left = 300
const right = 70
const top = 66
const rowHeight = 26
const barHeight = 14

const style = `
  .background { fill: #ffffff; stroke: #d1d9e0 }
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328 }
  .heading { font-size: 15px; font-weight: 600 }
  .muted { fill: #59636e }
  .own { font-weight: 600 }
  .bar { fill: #afb8c1 }
  .bar.own { fill: #0969da }
  .line { stroke: #59636e; stroke-dasharray: 3 3 }
  .range { stroke: #1f2328 }
  @media (prefers-color-scheme: dark) {
    .background { fill: #0d1117; stroke: #3d444d }
    text { fill: #f0f6fc }
    .muted { fill: #9198a1 }
    .bar { fill: #57606a }
    .bar.own { fill: #4493f8 }
    .line { stroke: #9198a1 }
    .range { stroke: #f0f6fc }
  }
`

/** A bar chart of the processor time of a create with 32 in flight, as an SVG for light and dark pages. */
export function drawChart({ rows, date, node }: Measured): string {
  const bars = rows.flatMap((row): Bar[] =>
    row.inFlight === undefined ? [] : [{ row, ratio: row.inFlight }],
  )
  bars.sort((one, other) => one.ratio.median - other.ratio.median)
  const scale = (width - left - right) / Math.max(1, ...bars.map(({ ratio }) => ratio.high))
  const x = (ratio: number): string => (left + ratio * scale).toFixed(1)
  const bottom = top + bars.length * rowHeight
  const listed = bars.map(({ row, ratio }) => `${labelOf(row)} ${ratio.median.toFixed(2)}`).join(', ')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${bottom + 16}" viewBox="0 0 ${width} ${bottom + 16}" role="img" aria-labelledby="title description">
<title id="title">Processor time to create a block, native fetch = 1</title>
<desc id="description">${escape(`Bar chart, less is better, with 32 creates in flight: ${listed}. Lines span the quartiles.`)}</desc>
<style>${style}</style>
<rect class="background" x="0.5" y="0.5" width="${width - 1}" height="${bottom + 15}" rx="6"/>
<text class="heading" x="16" y="26">Processor time to create a block, native fetch = 1</text>
<text class="muted" x="16" y="46">Less is better. 32 in flight, Node ${node}, ${date}; lines span the quartiles.</text>
<line class="line" x1="${x(1)}" y1="${top - 8}" x2="${x(1)}" y2="${bottom}"/>
${bars.map((bar, index) => drawBar(bar, top + index * rowHeight, x)).join('\n')}
</svg>
`
}

function drawBar({ row, ratio }: Bar, y: number, x: (ratio: number) => string): string {
  const own = row.isOurs ? ' own' : ''
  const middle = y + barHeight / 2
  const end = Number(x(Math.max(ratio.median, ratio.high))) + 8
  return `<text class="label${own}" x="${left - 10}" y="${y + 12}" text-anchor="end">${escape(labelOf(row))}</text>
<rect class="bar${own}" x="${left}" y="${y}" width="${(Number(x(ratio.median)) - left).toFixed(1)}" height="${barHeight}" rx="2"/>
<line class="range" x1="${x(ratio.low)}" y1="${middle}" x2="${x(ratio.high)}" y2="${middle}"/>
<text class="value${own}" x="${end.toFixed(1)}" y="${y + 12}">${ratio.median.toFixed(2)}</text>`
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
