/** Finds the changes of the published documents since they were recorded. */
import { type Difference, everyDifference, lineOf } from '../difference.ts'
import { type Fields, fields, list, operations, resolve } from '../document.ts'
import type { Collection, Gathered, Origin } from './gather.ts'
import { explains } from '../ledger.ts'
import { locate } from './locate.ts'
import { bare, movedBack, moves, only } from './move.ts'
import { judge, type Verdict } from './verdict.ts'

export type Change = Difference & Verdict & { readonly at: Origin }

const versionHeader = ' header Version'

const none: Gathered = { document: {}, origins: new Map() }

/** The values of the header `Version` that an operation is published for. */
function versionsOf(document: Fields, name: string): string[] {
  const parameters = operations(document).find((one) => one.name === name)?.parameters ?? []
  return parameters.flatMap((reference) => {
    const parameter = resolve(document, reference)
    if (parameter['name'] !== 'Version' || parameter['in'] !== 'header') return []
    return list(resolve(document, parameter['schema'])['enum']).map(String)
  })
}

/** The versions of an operation, over all documents that describe it. */
function versionChanges(recorded: Fields, all: readonly Gathered[], ours: Fields): Change[] {
  return operations(recorded).flatMap(({ name }): Change[] => {
    const before = versionsOf(recorded, name)
    const now = new Set(all.flatMap((one) => versionsOf(one.document, name)))
    const known = new Set(versionsOf(ours, name))
    const lost = before.filter((version) => !now.has(version))
    const gained = [...now].filter((version) => !before.includes(version))
    if (now.size === 0 || (lost.length === 0 && gained.length === 0)) return []
    const subject = name + versionHeader
    const telling = all.find((one) => versionsOf(one.document, name).some((each) => gained.includes(each)))
    const change = {
      subject,
      fact: 'enum',
      before: before.join(', ') || 'none',
      now: [...now].join(', '),
      at: originOf(telling ?? all[0] ?? none, subject),
    }
    if (known.size === 0)
      return [{ ...change, verdict: 'known', why: 'the contract leaves this operation out' }]
    if (lost.some((version) => known.has(version)))
      return [{ ...change, verdict: 'contradicts', why: `the contract has ${[...known].join(', ')}` }]
    return gained.every((version) => known.has(version))
      ? [{ ...change, verdict: 'known', why: 'the contract has these versions' }]
      : [{ ...change, verdict: 'news', why: 'the contract does not have this version' }]
  })
}

/** The metadata of a document. */
function headOf(document: Fields): { fact: string; said: string }[] {
  return [
    { fact: 'openapi', said: String(document['openapi']) },
    { fact: 'info.version', said: String(fields(document['info'])['version']) },
  ]
}

function headChanges(recorded: Fields, published: Gathered): Change[] {
  const now = headOf(published.document)
  return headOf(recorded).flatMap(({ fact, said }, index): Change[] => {
    const after = now[index]?.said ?? 'none'
    if (said === after) return []
    const at = originOf(published, '')
    return [{ subject: '', fact, before: said, now: after, verdict: 'news', why: 'a mark of change', at }]
  })
}

function originOf({ document, origins }: Gathered, subject: string): Origin {
  const pointer = subject === '' ? '/info' : locate(document, subject)
  for (let prefix = pointer; prefix !== ''; prefix = prefix.slice(0, prefix.lastIndexOf('/'))) {
    const origin = origins.get(prefix)
    if (origin !== undefined)
      return { source: origin.source, pointer: origin.pointer + pointer.slice(prefix.length) }
  }
  return { source: '', pointer }
}

/** The changes in one gathered document against the recorded operations. */
function within(recorded: Fields, gathered: Gathered, ours: Fields, entries: readonly string[]): Change[] {
  const moved = moves(recorded, gathered.document)
  const now = movedBack(gathered, moved)
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
      at: originOf(gathered, to.name),
    }
  })
  const renamed = (subject: string) => moved.some(({ from }) => subject.startsWith(`${from.name} path `))
  const inside = everyDifference(recorded, now.document)
    .filter(({ subject }) => !subject.endsWith(versionHeader) && !renamed(subject))
    .map((one): Change => ({ ...one, ...verdict(one), at: originOf(now, one.subject) }))
  return [...ofMoves, ...inside]
}

/** Every change with its verdict. Differences that were accepted when recorded are not changes. */
export function changesSince(
  recorded: Fields,
  { document, origins, further }: Collection,
  ours: Fields,
  entries: readonly string[],
): Change[] {
  const neighbours = new Set(list(recorded['x-neighbours']))
  const first = { document: only(document, ({ name }) => !neighbours.has(name)), origins }
  const names = new Set(operations(recorded).map(({ name }) => name))
  const others = further.flatMap((one) => {
    const here = new Set(operations(one.document).map(({ name }) => name))
    const common = only(recorded, ({ name }) => here.has(name))
    const published = { ...one, document: only(one.document, ({ name }) => names.has(name)) }
    return within(common, published, ours, entries)
  })
  const all = [
    ...headChanges(recorded, first),
    ...versionChanges(recorded, [first, ...further], ours),
    ...within(recorded, first, ours, entries),
    ...others,
  ]
  const accepted = new Set(list(recorded['x-accepted']))
  return all.filter((one) => !accepted.has(lineOf(one)))
}
