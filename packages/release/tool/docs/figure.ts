import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Document, Finding } from './document.ts'
import { type Figure, figures } from './figures.ts'
import type { Member } from './place.ts'
import { nodesOf } from '../markdown.ts'

/** A number with a unit, or one with thousands: what can be measured or counted, and be wrong. */
const measure =
  /\d[\d,]*(?:\.\d+)?\s?(?:%|[kM]i?B\b|ms\b|s\b|min\b|seconds?\b|minutes?\b|hours?\b|times\b|×)|\b\d{1,3}(?:,\d{3})+\b/g

/**
 * Figures that nothing holds. A figure is held where its document says it in the words of a row of `figures`, whose numbers
 * are read from the code; or it is printed: by the script that its row of a table of scripts names, or by a command of its
 * section, of which the text says that it prints.
 */
export function looseFigures(
  root: string,
  documents: readonly Document[],
  members: readonly Member[],
): Finding[] {
  return documents
    .filter(({ file }) => file !== 'spec/DEVIATIONS.md')
    .flatMap((document) => {
      const { file, text } = document
      const lines = text.split('\n')
      const held = figures.filter((figure) => figure.file === file)
      const wrong = held.flatMap((figure) => mistakeOf(root, figure, text))
      const loose = measuresOf(text).flatMap(({ figure, line }) => {
        const row = lines[line - 1] ?? ''
        const isHeld = held.some(({ says }) => (says.exec(row)?.[0] ?? '').includes(figure))
        if (isHeld || isOfScript(lines, line) || isPrinted(lines, line, members)) return []
        return [
          { file, line, message: `${figure}: no command here prints this figure, and no test holds it.` },
        ]
      })
      return [...wrong, ...loose]
    })
}

/** What a figure says that the code does not say. */
function mistakeOf(root: string, { file, says, of, is, unit = 1 }: Figure, text: string): Finding[] {
  const match = says.exec(text)
  const line = text.slice(0, match?.index ?? 0).split('\n').length
  const path = join(root, of)
  const source = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const told = valuesOf(match)
  const real = valuesOf(is.exec(source), unit)
  if (told === undefined)
    return [{ file, line, message: `No longer says ${String(says)}, which figures.ts holds to ${of}.` }]
  if (real === undefined)
    return [{ file, line, message: `${of} no longer has ${String(is)}, which holds this figure.` }]
  if (told.join() === real.join()) return []
  return [{ file, line, message: `Says ${told.join(' and ')}, but ${of} says ${real.join(' and ')}.` }]
}

const valuesOf = (found: RegExpExecArray | null, divisor = 1): number[] | undefined =>
  found?.slice(1).map((text) => valueOf(text) / divisor)

/** The value of `60,000`, `60_000` or `2 ** 25`. */
function valueOf(text: string): number {
  const [base = '', power = '1'] = text.split(' ** ')
  return Number(base.replaceAll(/[,_]/g, '')) ** Number(power)
}

function measuresOf(text: string): { figure: string; line: number }[] {
  return nodesOf(text).flatMap((node) =>
    node.type === 'text'
      ? node.value.split('\n').flatMap((part, index) =>
          [...part.matchAll(measure)].map(([figure]) => ({
            figure,
            line: (node.position?.start.line ?? 0) + index,
          })),
        )
      : [],
  )
}

/** Whether a line belongs to a table of scripts, whose rows tell what each of them prints. */
function isOfScript(lines: readonly string[], line: number): boolean {
  for (let index = line - 1; lines[index]?.startsWith('|') === true; index -= 1) {
    if (/^\|\s*script\s*\|/.test(lines[index] ?? '')) return true
  }
  return false
}

const isHeading = (text: string): boolean => /^#+ /.test(text)

/** Whether the section of a line has a script of which it says that it prints or measures, or shows what one printed. */
function isPrinted(lines: readonly string[], line: number, members: readonly Member[]): boolean {
  const start = lines.findLastIndex((text, index) => index < line && isHeading(text))
  const next = lines.findIndex((text, index) => index >= line && isHeading(text))
  const section = lines.slice(start, next < 0 ? undefined : next).join('\n')
  if (/^```sh\npnpm --filter \S+ \S+\n```\n+```text\n/m.test(section)) return true
  return [
    ...section.matchAll(/`(?:pnpm (?:--filter (\S+) )?)?([\w:]+)`[^.]*?\b(?:prints?|measures)\b/g),
  ].some(([, name, script = '']) =>
    members.some(
      ({ manifest }) =>
        (name === undefined || manifest.name === name) && manifest.scripts?.[script] !== undefined,
    ),
  )
}
