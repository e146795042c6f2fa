/** Finds the changes of the published documents since they were recorded. */
import { type Difference, everyDifference } from '../difference.ts'
import { type Fields, fields, list, operations, resolve } from '../document.ts'
import type { Edition } from './edition.ts'
import type { Gathered, Origin } from './gather.ts'
import { explains } from '../ledger.ts'
import { locate } from './locate.ts'
import { bare, movedBack, moves } from './move.ts'
import { judge, type Verdict } from './verdict.ts'

export type Change = Difference &
  Verdict & {
    readonly at: Origin
    /** The file of another version, if the change is in it alone. */
    readonly file?: string
  }

const versionHeader = ' header Version'

/** The values of the header `Version` that an operation is published for. */
function versionsOf(document: Fields, name: string): string[] {
  const parameters = operations(document).find((one) => one.name === name)?.parameters ?? []
  return parameters.flatMap((reference) => {
    const parameter = resolve(document, reference)
    if (parameter['name'] !== 'Version' || parameter['in'] !== 'header') return []
    return list(resolve(document, parameter['schema'])['enum']).map(String)
  })
}

/** The versions of an operation, over all editions that still describe it. */
function versionChanges(editions: readonly Edition[], ours: Fields): Change[] {
  const names = new Set(editions.flatMap(({ recorded }) => operations(recorded)).map(({ name }) => name))
  return [...names].flatMap((name): Change[] => {
    const describing = editions.filter(({ published }) => described(published.document, name))
    const before = new Set(describing.flatMap(({ recorded }) => versionsOf(recorded, name)))
    const now = new Set(describing.flatMap(({ published }) => versionsOf(published.document, name)))
    const lost = [...before].filter((version) => !now.has(version))
    const gained = [...now].filter((version) => !before.has(version))
    const telling = describing.find(({ published }) =>
      versionsOf(published.document, name).some((each) => gained.includes(each)),
    )
    const { published } = telling ?? describing[0] ?? {}
    if (published === undefined || (lost.length === 0 && gained.length === 0)) return []
    const change = {
      subject: name + versionHeader,
      fact: 'enum',
      before: [...before].join(', ') || 'none',
      now: [...now].join(', ') || 'none',
      at: originOf(published, name + versionHeader),
    }
    if (!described(ours, name))
      return [{ ...change, verdict: 'known', why: 'the contract leaves this operation out' }]
    const known = new Set(versionsOf(ours, name))
    if (lost.some((version) => known.has(version)))
      return [{ ...change, verdict: 'contradicts', why: `the contract has ${[...known].join(', ')}` }]
    return gained.every((version) => known.has(version))
      ? [{ ...change, verdict: 'known', why: 'the contract has these versions' }]
      : [{ ...change, verdict: 'news', why: 'the contract does not have this version' }]
  })
}

function described(document: Fields, name: string): boolean {
  return operations(document).some((one) => one.name === name)
}

/** The metadata of a document. */
function headOf(document: Fields): [fact: string, said: unknown][] {
  return [
    ['openapi', document['openapi']],
    ['info.version', fields(document['info'])['version']],
  ]
}

function headChanges({ recorded, published }: Edition): Change[] {
  const now = new Map(headOf(published.document))
  return headOf(recorded).flatMap(([fact, said]): Change[] => {
    const [before, after] = [said, now.get(fact)].map((one = 'none') => String(one))
    if (said === undefined || before === undefined || after === undefined || before === after) return []
    const at = originOf(published, '')
    return [{ subject: '', fact, before, now: after, verdict: 'news', why: 'a mark of change', at }]
  })
}

function originOf({ document, origins, sources }: Gathered, subject: string): Origin {
  const pointer = subject === '' ? '/info' : locate(document, subject)
  for (let prefix = pointer; prefix !== ''; prefix = prefix.slice(0, prefix.lastIndexOf('/'))) {
    const origin = origins.get(prefix)
    if (origin !== undefined)
      return { source: origin.source, pointer: origin.pointer + pointer.slice(prefix.length) }
  }
  // What is gone has no place, but may have one document where it was to be.
  return { source: sources.length === 1 ? (sources[0]?.name ?? '') : '', pointer }
}

/** The changes in the operations of one edition. */
function within({ recorded, published }: Edition, ours: Fields, entries: readonly string[]): Change[] {
  const moved = moves(recorded, published.document)
  const now = movedBack(published, moved)
  const verdict = judge(recorded, now.document, ours, explains(entries))
  const ofMoves = moved.map(({ from, to }): Change => {
    const same = bare(from.name) === bare(to.name)
    return {
      subject: from.name,
      fact: 'path',
      before: from.name,
      now: to.name,
      verdict: same ? 'news' : 'contradicts',
      why: same ? 'no client sends the name of a path parameter' : `the contract has ${from.name}`,
      at: originOf(published, to.name),
    }
  })
  const renamed = (subject: string) => moved.some(({ from }) => subject.startsWith(`${from.name} path `))
  const inside = everyDifference(recorded, now.document)
    .filter(({ subject }) => !subject.endsWith(versionHeader) && !renamed(subject))
    .map((one): Change => ({ ...one, ...verdict(one), at: originOf(now, one.subject) }))
  return [...ofMoves, ...inside]
}

/** Every change with its verdict. */
export function changesSince(
  editions: readonly Edition[],
  ours: Fields,
  entries: readonly string[],
): Change[] {
  const inside = editions.flatMap((edition) =>
    [...headChanges(edition), ...within(edition, ours, entries)].map((one): Change =>
      edition.file === undefined ? one : { ...one, file: edition.file },
    ),
  )
  return [...versionChanges(editions, ours), ...inside]
}
