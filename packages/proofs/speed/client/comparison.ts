import type { MeasuredRow } from '../measured.ts'
import type { Candidate } from './candidates.ts'
import { measureImports } from './cold-import.ts'
import { measureCpu } from './cpu.ts'
import { prepareAll, withServer, type Prepared } from './prepare.ts'
import { measureBundle, measureInstallation } from './size.ts'
import { countRefusedBodies } from './types.ts'

/** The parts of the comparison, each with columns of its own. */
export const comparisonParts = ['cpu', 'import', 'bundle', 'install', 'types'] as const

/** What to measure, and how often. */
export type ComparisonOptions = {
  readonly parts: readonly (typeof comparisonParts)[number][]
  readonly rounds: number
  readonly calls: number
  readonly fromSources: boolean
  /** An empty folder. */
  readonly folder: string
}

/** The rows of the table, and why some of them have no figures. */
export type Comparison = { readonly rows: readonly MeasuredRow[]; readonly causes: readonly string[] }

/** Measures the ways. One that cannot be prepared has a row that says so. */
export function measureComparison(
  candidates: readonly Candidate[],
  { parts, rounds, calls, ...options }: ComparisonOptions,
): Promise<Comparison> {
  const has = (part: (typeof parts)[number]): boolean => parts.includes(part)
  return withServer(async (baseUrl) => {
    const setup = { ...options, baseUrl }
    const all = await prepareAll(candidates, setup)
    const ways = all.filter((each) => 'program' in each)
    const ratios = has('cpu') ? await measureCpu(ways, rounds, { ...setup, calls }) : undefined
    // An import takes a hundredth of what a round of creates takes.
    const imports = has('import') ? await measureImports(ways, rounds * 2, setup) : undefined
    const rows: MeasuredRow[] = []
    for (const each of all) {
      const { name, isOurs } = each.candidate
      if ('problem' in each) rows.push({ name, isOurs, problem: each.problem })
      else
        rows.push({
          name,
          version: each.version,
          isOurs,
          ...ratios?.get(name),
          importMs: imports?.get(name),
          // oxlint-disable-next-line no-await-in-loop -- Ways share folders.
          ...(await measureOnce(each)),
        })
    }
    const causes = all.flatMap((each) =>
      'problem' in each ? [`${each.candidate.name} ${each.problem}: ${each.cause}`] : [],
    )
    return { rows, causes }

    async function measureOnce(way: Prepared): Promise<Partial<MeasuredRow>> {
      // A link to the sources is not what users install.
      const isInstalled = !(setup.fromSources && way.candidate.isOurs)
      return {
        ...(has('bundle') ? await measureBundle(way, setup) : {}),
        ...(has('install') && isInstalled ? await measureInstallation(way) : {}),
        ...(has('types') ? { refusedBodies: await countRefusedBodies(way, setup) } : {}),
      }
    }
  })
}
