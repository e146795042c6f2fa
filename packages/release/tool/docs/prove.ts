import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { outputLanguages, type Program, programLanguages, programOf, programsOf } from '../program.ts'
import { atMost } from '../queue.ts'
import { compilePrograms, writePrograms } from './compile.ts'
import { type Document, type Finding, readDocuments } from './document.ts'
import { type Example, missingExamples, readExamples } from './example.ts'
import { looseFigures } from './figure.ts'
import { checkLayout } from './layout.ts'
import { deadLinks } from './link.ts'
import { missingScripts } from './mention.ts'
import { isPure, perform, performPure } from './perform.ts'
import { openPlace, type Place, readMembers } from './place.ts'
import { findPython, runPython } from './python.ts'
import { runShell } from './shell.ts'
import { unknownUsage } from './usage.ts'

/** What came of proving every document and every example. */
export type Proof = {
  readonly documents: readonly Document[]
  readonly examples: readonly Example[]
  /** How many programs were compiled and run. */
  readonly programs: number
  readonly findings: readonly Finding[]
  /** What could not be proven here, and why. */
  readonly unproven: readonly Finding[]
}

/** Four at a time: two cores are all that may be there, and some of the programs only wait for seconds. */
const atOnce = 4

/** Proves every block, link and script of every document, and every example, against what was built. */
export async function proveDocuments(
  root: string,
  { withExamples = true }: { readonly withExamples?: boolean } = {},
): Promise<Proof> {
  const documents = readDocuments(root)
  const members = readMembers(root)
  const findings: Finding[] = unbuilt(root, members)
  if (findings.length > 0) return { documents, examples: [], programs: 0, findings, unproven: [] }
  const place = openPlace(root)
  try {
    const hasPython = await findPython()
    const examples = withExamples ? readExamples(root, members) : []
    const single = examples.filter(({ language }) => language === 'ts').map(programOf)
    // The examples first: one of them takes ten seconds of the clock, and of nothing else.
    const programs = [...single, ...documents.flatMap(({ blocks }) => programsOf(blocks))]
    writePrograms(place, programs)
    const pythons = documents.flatMap(({ blocks }) => blocks.filter(({ language }) => language === 'python'))
    const shaky: Program[] = []
    const tryOnce = async (program: Program): Promise<Finding[]> => {
      if ((await perform(place, program)).length > 0) shaky.push(program)
      return []
    }
    const jobs = [
      () => compilePrograms(place, programs),
      ...programs.filter((program) => !isPure(program)).map((program) => () => tryOnce(program)),
      () => performPure(place, programs.filter(isPure)),
      ...documents.map(
        ({ blocks }) =>
          () =>
            runShell(root, place, blocks),
      ),
      ...(hasPython ? pythons.map((block) => () => runPython(place, block)) : []),
      () => unknownUsage(place, documents),
      ...(withExamples ? [() => missingExamples(root, members, examples)] : []),
    ]
    findings.push(
      ...documents.flatMap((document) => [
        ...strangers(root, place, document),
        ...missingScripts(document, members),
      ]),
      ...deadLinks(root, documents),
      ...looseFigures(root, documents, members),
      ...(await atMost(atOnce, jobs)).flat(),
    )
    // Some measure the clock, and a busy machine may have been too slow: what is wrong is wrong by itself too.
    const alone = await atMost(
      1,
      shaky.map((program) => () => perform(place, program)),
    )
    findings.push(...alone.flat())
    const absent = 'There is no python3 here, so this block was not run.'
    const unproven = hasPython ? [] : pythons.map(({ file, line }) => ({ file, line, message: absent }))
    return { documents, examples, programs: programs.length, findings: once(findings), unproven }
  } finally {
    place.close()
  }
}

/** Blocks of a language that nobody proves, and output that stands alone. */
function strangers(root: string, place: Place, { blocks }: Document): Finding[] {
  return blocks.flatMap((block, index) => {
    const { language, file, line } = block
    const before = blocks[index - 1]?.language ?? ''
    if (programLanguages.has(language) || language === 'sh' || language === 'python') return []
    if (outputLanguages.has(language)) {
      const isPrinted = programLanguages.has(before) || before === 'sh'
      return isPrinted ? [] : checkLayout(root, place, block)
    }
    const known = [...programLanguages, 'sh', 'python', ...outputLanguages].join(', ')
    const name = language === '' ? 'A block without a language' : `A block of "${language}"`
    return [{ file, line, message: `${name}: nobody knows how to prove it. Known are ${known}.` }]
  })
}

function unbuilt(root: string, members: ReturnType<typeof readMembers>): Finding[] {
  return members.flatMap(({ folder, manifest }) =>
    manifest.scripts?.['build']?.startsWith('tsdown') === true && !existsSync(join(root, folder, 'dist'))
      ? [
          {
            file: folder,
            line: 1,
            message: 'There is no dist, and documents are proven against it. Run pnpm build.',
          },
        ]
      : [],
  )
}

/** By place, and nothing twice. */
function once(findings: readonly Finding[]): Finding[] {
  const byPlace = new Map(
    findings.map((finding) => [`${finding.file}:${finding.line} ${finding.message}`, finding]),
  )
  return [...byPlace.values()].toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
}
