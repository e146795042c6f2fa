import { widthOf } from '@block-slots/sync/view'
import { escapeText } from '../theme.ts'
import type { Piece, ScreenLine } from './screen.ts'

/** A recorded terminal. */
export type Cast = {
  readonly title: string
  /** What is seen, for those who cannot see it. */
  readonly description: string
  readonly columns: number
  /** Lines that are seen at once. */
  readonly rows: number
  readonly lines: readonly ScreenLine[]
}

const cell = { width: 7.8, height: 18 }
const margin = 16
const bar = 28

/** The least time between two lines, and the most: output comes faster than it can be read, and a wait is only long to watch. */
const pace = { minMs: 70, maxMs: 1600 }

/** The letters that stand for styles in the picture. */
const letters: Readonly<Record<string, string>> = {
  bold: 'b',
  dim: 'd',
  strike: 's',
  red: 'r',
  green: 'g',
  yellow: 'y',
  blue: 'u',
  magenta: 'm',
  cyan: 'c',
}

/** When each line is shown, in milliseconds: as recorded, where that can be read. */
export function paceLines(lines: readonly ScreenLine[]): number[] {
  let shown = 0
  return lines.map(({ atMs }, index) => {
    const waited = atMs - (lines[index - 1]?.atMs ?? 0)
    shown += Math.min(pace.maxMs, Math.max(pace.minMs, Math.round(waited / 10) * 10))
    return shown
  })
}

/**
 * Draws a recorded terminal as SVG that plays once. It has no script. Where less motion is wanted, or the address ends in
 * `#still`, it shows the end.
 */
export function drawCast({ title, description, columns, rows, lines }: Cast): string {
  const times = paceLines(lines)
  const total = (times.at(-1) ?? 0) + 1
  const size = {
    width: Math.ceil(columns * cell.width) + 2 * margin,
    height: rows * cell.height + 2 * margin + bar,
  }
  const scrolled = Math.max(0, lines.length - rows) * cell.height
  const steps = times.flatMap((time, index) => {
    const hidden = index + 1 - rows
    return hidden > 0
      ? [`${((time * 100) / total).toFixed(2)}%{transform:translateY(-${hidden * cell.height}px)}`]
      : []
  })
  const texts = lines.flatMap(({ pieces }, index) => {
    const text = drawPieces(pieces)
    if (text === '') return []
    const length =
      widthOf(
        pieces
          .map((piece) => piece.text)
          .join('')
          .trimEnd(),
      ) * cell.width
    const y = (index + 1) * cell.height - 5
    const delay = ((times[index] ?? 0) / 1000).toFixed(2)
    return [
      `<text y="${y}" textLength="${length.toFixed(1)}" style="animation-delay:${delay}s">${text}</text>`,
    ]
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="title desc">
<title id="title">${escapeText(title)}</title>
<desc id="desc">${escapeText(description)}</desc>
<style>
${styleOf(total, scrolled, steps)}
</style>
<g id="still"/>
<rect class="page" x=".5" y=".5" width="${size.width - 1}" height="${size.height - 1}" rx="10"/>
<circle class="dot" cx="20" cy="18" r="5"/><circle class="dot" cx="38" cy="18" r="5"/><circle class="dot" cx="56" cy="18" r="5"/>
<svg class="screen" x="${margin}" y="${margin + bar - 8}" width="${size.width - 2 * margin}" height="${rows * cell.height + 4}">
<g class="lines">
${texts.join('\n')}
</g>
</svg>
</svg>
`
}

const styleOf = (
  total: number,
  scrolled: number,
  steps: readonly string[],
): string => `.page{fill:#fff;stroke:#dfe3e8}.dot{fill:#c3c9d1}
text{fill:#24292f;font:13px ui-monospace,'SF Mono','Cascadia Code',Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre;opacity:0;animation:show 1ms forwards}
.lines{transform:translateY(-${scrolled}px);animation:scroll ${total}ms step-end}
.b{font-weight:600}.d{fill:#59636e}.s{text-decoration:line-through}.r{fill:#b3261e}.g{fill:#116329}.y{fill:#7d4e00}.u{fill:#0550ae}.m{fill:#8250df}.c{fill:#0a6473}
@media (prefers-color-scheme:dark){.page{fill:#161618;stroke:#33353b}.dot{fill:#4b4f57}text{fill:#e6e8eb}.d{fill:#a2abb6}.r{fill:#ff8a80}.g{fill:#56d364}.y{fill:#e3b341}.u{fill:#79b8ff}.m{fill:#d2a8ff}.c{fill:#56d4dd}}
#still:target~.screen text{opacity:1;animation:none}#still:target~.screen .lines{animation:none}
@media (prefers-reduced-motion:reduce){text{opacity:1;animation:none}.lines{animation:none}}
@keyframes show{to{opacity:1}}
@keyframes scroll{0%{transform:none}${steps.join('')}}`

/** The pieces of a line without blanks at its end. */
function drawPieces(pieces: readonly Piece[]): string {
  const end = pieces.findLastIndex(({ text }) => text.trim() !== '')
  return pieces
    .slice(0, end + 1)
    .map(({ text, styles }, index) => {
      const shown = escapeText(index === end ? text.trimEnd() : text)
      const names = styles.split(' ').flatMap((style) => letters[style] ?? [])
      return names.length === 0 ? shown : `<tspan class="${names.join(' ')}">${shown}</tspan>`
    })
    .join('')
}

/** The text of a drawn cast. */
export const textOfCast = (picture: string): string =>
  [...picture.matchAll(/<text [^>]*>(.*)<\/text>/g)]
    .map(([, text = '']) =>
      text
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&'),
    )
    .join('\n')
