/** DEVIATIONS.md as a ledger: every difference has one entry, every entry has a difference. */

/** The entries: the lines of the blocks fenced as `text`. */
export function entriesOf(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```text\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '')
  return blocks.flatMap((block) => block.split('\n')).filter((line) => line.trim() !== '')
}

/** Expands `(a|b)`, so that every word of a list has to match something. */
function spelledOut(subject: string): string[] {
  const found = /\(([^()]*)\)/.exec(subject)
  if (found === null) return [subject]
  const [before, after] = [subject.slice(0, found.index), subject.slice(found.index + found[0].length)]
  return (found[1] ?? '').split('|').flatMap((word) => spelledOut(before + word + after))
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
}

/** `*` matches any text without a blank, and needs a count at the end of the entry, such as `×7`. The text after the colon is literal. */
function matcher(subject: string, change: string): (line: string) => boolean {
  const pattern = subject.split('*').map(literal).join('\\S+')
  const whole = new RegExp(`^${pattern}${literal(change)}$`)
  return (line) => whole.test(line)
}

type Rule = { readonly entry: string; readonly rule: string; readonly matches: (line: string) => boolean }

function rulesOf(entry: string): Rule[] {
  const counted = entry.replace(/ ×\d+$/, '')
  const colon = counted.indexOf(': ')
  const change = counted.slice(colon)
  return spelledOut(counted.slice(0, colon)).map((subject) => ({
    entry,
    rule: subject + change,
    matches: matcher(subject, change),
  }))
}

/** A predicate: true for a difference, as a line, that an entry explains. */
export function explains(entries: readonly string[]): (line: string) => boolean {
  const rules = entries.flatMap(rulesOf)
  return (line) => rules.some(({ matches }) => matches(line))
}

/** Problems of the ledger, each with the line to add or to remove; empty if there are none. */
export function complaints(differences: readonly string[], entries: readonly string[]): string[] {
  const rules = entries.flatMap(rulesOf)
  const uncovered = differences.flatMap((line) => {
    const by = rules.filter(({ matches }) => matches(line))
    if (by.length === 0)
      return [`A difference without an entry. Explain it in DEVIATIONS.md and add:\n  ${line}`]
    if (by.length === 1) return []
    const lines = by.map(({ entry }) => `\n  ${entry}`).join('')
    return [`A difference with ${by.length} entries in DEVIATIONS.md. Leave one of:${lines}`]
  })
  const stale = rules.flatMap(({ entry, rule, matches }) => {
    if (differences.some((line) => matches(line))) return []
    return [
      `No such difference. Remove from DEVIATIONS.md:\n  ${rule}${rule === entry ? '' : `\n  (in ${entry})`}`,
    ]
  })
  const miscounted = entries.flatMap((entry) => {
    const said = / ×(\d+)$/.exec(entry)?.[1]
    const found = rulesOf(entry).flatMap(({ matches }) => differences.filter((line) => matches(line))).length
    const needed = entry.slice(0, entry.indexOf(': ')).includes('*') ? String(found) : undefined
    if (found === 0 || said === needed) return []
    const end = needed === undefined ? 'end without a count' : `end with ×${needed}`
    return [`An entry that stands for ${found} differences. In DEVIATIONS.md let it ${end}:\n  ${entry}`]
  })
  return [...uncovered, ...stale, ...miscounted]
}
