import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { outputLanguages, type Program, programLanguages, programOf, programsOf } from '../shared/program.ts'
import { runConcurrently } from '../shared/queue.ts'
import { compilePrograms, writePrograms } from './compile.ts'
import { type Document, type Finding, readDocuments } from './document.ts'
import { type Example, findMissingExamples, readExamples } from './example.ts'
import { checkLayout } from './layout.ts'
import { findDeadLinks } from './link.ts'
import { findMissingScripts } from './script-mention.ts'
import { isPure, execute, executePure } from './execute.ts'
import { createProject, type Project, readMembers } from './project.ts'
import { findPython, runPython } from './python.ts'
import { runShell } from './shell.ts'
import { findUnknownUsage } from './cli-usage.ts'

/** What came of proving every document and every example. */
export type Verification = {
  readonly documents: readonly Document[]
  readonly examples: readonly Example[]
  /** How many programs were compiled and run. */
  readonly programs: number
  readonly findings: readonly Finding[]
  /** What could not be proven here, and why. */
  readonly skipped: readonly Finding[]
}

/** Four at a time: two cores are all that may be there, and some of the programs only wait for seconds. */
const concurrency = 4

/** Proves every block, link and script of every document, and every example, against what was built. */
export async function verifyDocuments(
  root: string,
  { withExamples = true }: { readonly withExamples?: boolean } = {},
): Promise<Verification> {
  const documents = readDocuments(root)
  const members = readMembers(root)
  const findings: Finding[] = findUnbuilt(root, members)
  if (findings.length > 0) return { documents, examples: [], programs: 0, findings, skipped: [] }
  const place = createProject(root)
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
      if ((await execute(place, program)).length > 0) shaky.push(program)
      return []
    }
    const jobs = [
      () => compilePrograms(place, programs),
      ...programs.filter((program) => !isPure(program)).map((program) => () => tryOnce(program)),
      () => executePure(place, programs.filter(isPure)),
      ...documents.map(
        ({ blocks }) =>
          () =>
            runShell(root, place, blocks),
      ),
      ...(hasPython ? pythons.map((block) => () => runPython(place, block)) : []),
      () => findUnknownUsage(place, documents),
      ...(withExamples ? [() => findMissingExamples(root, members, examples)] : []),
    ]
    findings.push(
      ...documents.flatMap((document) => [
        ...findUnsupportedBlocks(root, place, document),
        ...findMissingScripts(document, members),
      ]),
      ...findDeadLinks(root, documents),
      ...(await runConcurrently(concurrency, jobs)).flat(),
    )
    // Some measure the clock, and a busy machine may have been too slow: what is wrong is wrong by itself too.
    const alone = await runConcurrently(
      1,
      shaky.map((program) => () => execute(place, program)),
    )
    findings.push(...alone.flat())
    const absent = 'There is no python3 here, so this block was not run.'
    const unproven = hasPython ? [] : pythons.map(({ file, line }) => ({ file, line, message: absent }))
    return {
      documents,
      examples,
      programs: programs.length,
      findings: sortUnique(findings),
      skipped: unproven,
    }
  } finally {
    place.close()
  }
}

/** Blocks of a language that nobody proves, and output that stands alone. */
function findUnsupportedBlocks(root: string, place: Project, { blocks }: Document): Finding[] {
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

function findUnbuilt(root: string, members: ReturnType<typeof readMembers>): Finding[] {
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
function sortUnique(findings: readonly Finding[]): Finding[] {
  const byPlace = new Map(
    findings.map((finding) => [`${finding.file}:${finding.line} ${finding.message}`, finding]),
  )
  return [...byPlace.values()].toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
}
