/** Formats changes: as text, as Markdown for an issue, as JSON for programs. */
import type { Change } from './change.ts'
import { sentence, tame } from './words.ts'

export type Report = {
  /** The documents that were read. */
  readonly sources: readonly string[]
  /** The record that they were compared with. */
  readonly recorded: string
  readonly changes: readonly Change[]
  readonly warnings: readonly string[]
}

/** Changes that the contract does not cover yet. */
export function fresh({ changes }: Report): Change[] {
  return changes.filter(({ verdict }) => verdict !== 'known')
}

type Group = { readonly first: Change; readonly more: number }

/** The change in a sentence, with the file if it is in one version alone. */
function sentenceOf(change: Change): string {
  const said = sentence(change)
  return change.file === undefined ? said : `In ${tame(change.file)}: ${said}`
}

/** A change of a schema that many operations share is reported once. */
function grouped(changes: readonly Change[]): Group[] {
  const groups = new Map<string, Group>()
  for (const one of changes) {
    const key = JSON.stringify([one.at, one.fact, one.before, one.now, one.why])
    const group = groups.get(key)
    groups.set(key, group === undefined ? { first: one, more: 0 } : { ...group, more: group.more + 1 })
  }
  return [...groups.values()]
}

const titles = [
  ['contradicts', 'Contradicts the contract'],
  ['news', 'News: the contract does not speak of it'],
  ['known', 'Already known'],
] as const

function more({ more: count }: Group): string {
  if (count === 0) return ''
  return count === 1 ? ' (and in one more place)' : ` (and in ${count} more places)`
}

function pointer({ first: { at } }: Group): string {
  return tame(`${at.source}#${at.pointer}`)
}

function conclusion(report: Report): string {
  const count = grouped(fresh(report)).length
  if (count === 0) return 'Nothing new.'
  const changes = count === 1 ? 'One change is new' : `${count} changes are new`
  return `${changes}. When the contract has what it needs, accept them with --record; the tests then ask for the lines of DEVIATIONS.md.`
}

function sections(report: Report): { title: string; groups: Group[] }[] {
  return titles.flatMap(([verdict, title]) => {
    const groups = grouped(report.changes.filter((one) => one.verdict === verdict))
    return groups.length === 0 ? [] : [{ title: `${title} (${groups.length})`, groups }]
  })
}

/** Text for a terminal. */
export function asText(report: Report): string {
  const parts = sections(report).map(({ title, groups }) => {
    const lines = groups.map(
      (one) => `  ${sentenceOf(one.first)}${more(one)}\n    ${tame(one.first.why)}\n    ${pointer(one)}\n`,
    )
    return `${title}\n\n${lines.join('\n')}`
  })
  const head = `${report.sources.map((one) => tame(one)).join('\n')}\nagainst ${tame(report.recorded)}\n`
  const warnings = report.warnings.map((one) => `Note: ${tame(one)}.\n`).join('')
  return [head, ...(warnings === '' ? [] : [warnings]), ...parts, `${conclusion(report)}\n`].join('\n')
}

/** Untrusted text in Markdown: as code, so that it cannot link or mention. */
function code(text: string): string {
  return `\`${tame(text).replaceAll('`', "'")}\``
}

/** The most that an issue of GitHub takes is 65,536 characters. */
const longest = 60_000

/** Markdown for an issue. */
export function asMarkdown(report: Report): string {
  const head = `Compared: ${report.sources.map(code).join(', ')}, against ${code(report.recorded)}.\n`
  const end = `${conclusion(report)}\n`
  const parts = [
    ...report.warnings.map((one) => `> ${code(one)}\n`),
    ...sections(report).flatMap(({ title, groups }) => [
      `## ${title}\n`,
      ...groups.map(
        (one) =>
          `- ${code(sentenceOf(one.first))}${more(one)}\n  - Why: ${code(one.first.why)}\n  - At: ${code(pointer(one))}\n`,
      ),
    ]),
  ]
  let body = head
  for (const [index, part] of parts.entries()) {
    if (body.length + part.length > longest)
      return `${body}\n${parts.length - index} more lines were left out here.\n\n${end}`
    body += `\n${part}`
  }
  return `${body}\n${end}`
}

/** JSON for programs: every change, in every place. */
export function asJson(report: Report): string {
  const changes = report.changes.map((one) => ({ ...one, sentence: sentenceOf(one) }))
  return `${JSON.stringify({ ...report, new: fresh(report).length, changes }, null, 2)}\n`
}
