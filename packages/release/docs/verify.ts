import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { outputLanguages, type Program, programLanguages, programOf, programsOf } from '../shared/program.ts'
import { runConcurrently } from '../shared/queue.ts'
import type { CodeBlock } from '../shared/code-block.ts'
import { findMissingProofs, readProofNames } from './proof.ts'
import { compilePrograms, writePrograms } from './compile.ts'
import { type Document, type Finding, readDocuments } from './document.ts'
import { type Example, findMissingExamples, readExamples } from './example.ts'
import { checkLayout } from './layout.ts'
import { findDeadLinks } from './link.ts'
import { findMissingScripts } from './script-mention.ts'
import { isPure, execute, executePure } from './execute.ts'
import { createProject, type Project, readMembers } from './project.ts'
import { findPython, runPython } from './python.ts'
import { findStaleSections } from './section.ts'
import { runShell } from './shell.ts'
import { findStaleCopies } from './shown-file.ts'
import { findStaleChart } from './speed.ts'
import { findUnknownUsage } from './cli-usage.ts'
import { findYamlErrors } from './yaml.ts'

/** The result of verifying the documents and examples. */
export type Verification = {
  readonly documents: readonly Document[]
  readonly examples: readonly Example[]
  /** The number of programs that were compiled and run. */
  readonly programs: number
  readonly findings: readonly Finding[]
  /** The blocks that were not run, with the reason. */
  readonly skipped: readonly Finding[]
}

/** Twice the two cores of a small machine, since some programs wait for seconds. */
const concurrency = 4

/** Verifies every block, link and script of every document, and every example, against the built packages. */
export async function verifyDocuments(
  root: string,
  { withExamples = true }: { readonly withExamples?: boolean } = {},
): Promise<Verification> {
  const documents = readDocuments(root)
  const members = readMembers(root)
  const findings: Finding[] = findUnbuilt(root, members)
  if (findings.length > 0) return { documents, examples: [], programs: 0, findings, skipped: [] }
  const project = createProject(root)
  try {
    const proofs = await readProofNames(root)
    const hasPython = await findPython()
    const examples = withExamples ? readExamples(root, members) : []
    const single = examples.filter(({ language }) => language === 'ts').map(programOf)
    // Examples first, because one of them waits for ten seconds.
    const programs = [...single, ...documents.flatMap(({ blocks }) => programsOf(blocks))]
    writePrograms(project, programs)
    const pythons = documents.flatMap(({ blocks }) =>
      blocks.filter(({ language, source }) => language === 'python' && source === undefined),
    )
    const failed: Program[] = []
    const tryOnce = async (program: Program): Promise<Finding[]> => {
      if ((await execute(project, program)).length > 0) failed.push(program)
      return []
    }
    const jobs = [
      () => compilePrograms(project, programs),
      ...programs.filter((program) => !isPure(program)).map((program) => () => tryOnce(program)),
      () => executePure(project, programs.filter(isPure)),
      ...documents.map(
        ({ blocks }) =>
          () =>
            runShell(root, project, blocks),
      ),
      ...(hasPython ? pythons.map((block) => () => runPython(project, block)) : []),
      () => findUnknownUsage(project, documents),
      () => findStaleSections(root, documents),
      () => findStaleChart(root),
      ...(withExamples ? [() => findMissingExamples(root, members, examples)] : []),
    ]
    findings.push(
      ...documents.flatMap((document) => [
        ...findUnsupportedBlocks(root, project, document),
        ...findMissingScripts(document, project.scripted),
        ...findMissingProofs(document, proofs),
        ...findStaleCopies(root, document),
      ]),
      ...findDeadLinks(root, documents),
      ...(await runConcurrently(concurrency, jobs)).flat(),
    )
    // Some programs depend on timing, so a busy machine can fail them: only a failure without load counts.
    const retried = await runConcurrently(
      1,
      failed.map((program) => () => execute(project, program)),
    )
    findings.push(...retried.flat())
    const absent = 'python3 is not installed, so this block was not run.'
    const skipped = hasPython ? [] : pythons.map(({ file, line }) => ({ file, line, message: absent }))
    return {
      documents,
      examples,
      programs: programs.length,
      findings: sortUnique(findings),
      skipped,
    }
  } finally {
    project.close()
  }
}

/** Blocks in a language that cannot be verified, and output without a command. */
function findUnsupportedBlocks(root: string, project: Project, { blocks }: Document): Finding[] {
  return blocks.flatMap((block, index) => {
    const { language, file, line } = block
    const before = blocks[index - 1]?.language ?? ''
    if (programLanguages.has(language) || language === 'sh' || language === 'python') return []
    if (language === 'json')
      return isJson(block.code) ? [] : [{ file, line, message: 'This block is no JSON.' }]
    if (language === 'yaml') return findYamlErrors(block)
    if (language === 'ini') return findUnitErrors(block)
    if (outputLanguages.has(language)) {
      const isPrinted = programLanguages.has(before) || before === 'sh'
      return isPrinted ? [] : checkLayout(root, project, block)
    }
    const known = [...programLanguages, 'sh', 'python', 'json', 'yaml', 'ini', ...outputLanguages].join(', ')
    const name = language === '' ? 'A block without a language' : `A block of "${language}"`
    return [{ file, line, message: `${name} cannot be verified. Use one of ${known}.` }]
  })
}

/** Lines of a unit of systemd that are no section, no key with a value and no comment. */
const findUnitErrors = ({ code, file, line }: CodeBlock): Finding[] =>
  code
    .split('\n')
    .flatMap((text, index) =>
      /^(?:\[[A-Z][A-Za-z]*\]|[A-Z][A-Za-z]*=.+|#.*)?$/.test(text)
        ? []
        : [{ file, line: line + 1 + index, message: `\`${text}\` is no line of a unit.` }],
    )

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function findUnbuilt(root: string, members: ReturnType<typeof readMembers>): Finding[] {
  return members.flatMap(({ folder, manifest }) =>
    manifest.scripts?.['build']?.startsWith('tsdown') === true && !existsSync(join(root, folder, 'dist'))
      ? [
          {
            file: folder,
            line: 1,
            message: 'Documents are verified against dist, which does not exist. Run pnpm build.',
          },
        ]
      : [],
  )
}

/** Sorts findings by place and removes duplicates. */
function sortUnique(findings: readonly Finding[]): Finding[] {
  const byPlace = new Map(
    findings.map((finding) => [`${finding.file}:${finding.line} ${finding.message}`, finding]),
  )
  return [...byPlace.values()].toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
}
