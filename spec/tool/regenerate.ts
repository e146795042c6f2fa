/** `npm run regenerate`: from an edited `openapi.yaml` to everything that follows from it, and what the change is in words. */
import { spawnSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { check, report } from './bump.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

type Step = {
  readonly name: string
  /** What pnpm is told, at the root. */
  readonly command: readonly string[]
  /** What to do when it fails. */
  readonly remedy: string
  /** Whether what follows makes no sense without it. */
  readonly first?: true
}

const turbo = (...tasks: string[]): string[] => [
  'exec',
  'turbo',
  'run',
  ...tasks,
  '--output-logs=errors-only',
  '--continue',
]

const steps: readonly Step[] = [
  {
    name: 'format',
    command: ['exec', 'oxfmt', 'spec/openapi.yaml'],
    remedy: 'It is no YAML. Mend the line that is named.',
    first: true,
  },
  {
    name: 'lint',
    command: ['--filter', '@block-slots/spec', 'lint'],
    remedy:
      'It is no good OpenAPI. Mend the lines of spec/openapi.yaml that are named; examples and `required` name fields too.',
    first: true,
  },
  {
    name: 'types',
    command: ['--filter', '@block-slots/spec', 'codegen'],
    remedy: 'No types can be made of it. Mend spec/openapi.yaml.',
    first: true,
  },
  {
    name: 'typecheck',
    command: turbo('typecheck'),
    remedy:
      'Code used what has changed: mend it where the types say, packages/client first, whose errors the others repeat.',
    first: true,
  },
  {
    name: 'build',
    command: turbo('build'),
    remedy: 'Mend what is named; the artefacts have to be right too.',
  },
  {
    name: 'document',
    command: ['--filter', '@block-slots/spec', 'test', 'document', 'deviations', '--reporter=dot'],
    remedy:
      'The tests name what is missing: a description, an example, a line to add to or remove from spec/DEVIATIONS.md.',
  },
  {
    name: 'contract',
    command: turbo('contract', '@block-slots/mock#test'),
    remedy:
      'Prism reads the new document: mend the calls that no longer fit it, and the sandbox where it answers otherwise.',
  },
  {
    name: 'api',
    command: turbo('api:update'),
    remedy: 'The reports of public declarations are made from what is built. Mend the build.',
  },
]

function took(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s`
}

/** Runs the steps; names those that failed. What a step says is shown when it fails. */
function run(): Step[] {
  const failed: Step[] = []
  for (const step of steps) {
    const start = performance.now()
    process.stdout.write(step.name.padEnd(12))
    const { status, stdout, stderr, error } = spawnSync('pnpm', step.command, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', NO_COLOR: '1', FORCE_COLOR: undefined },
    })
    process.stdout.write(`${took(start)}  ${status === 0 ? 'done' : 'failed'}\n`)
    if (status === 0) continue
    failed.push(step)
    process.stdout.write(`\n${error?.message ?? ''}${stdout}${stderr}\n`)
    if (step.first === true) break
  }
  return failed
}

const start = performance.now()
const failed = run()
process.stdout.write(`${'together'.padEnd(12)}${took(start)}\n\n`)
process.stdout.write(
  `${await check(root).then(report, (error: unknown) => `What changed cannot be told: ${String(error)}`)}\n`,
)
for (const { name, remedy } of failed) process.stdout.write(`\n${name} failed. ${remedy}\n`)
process.stdout.write(
  failed.length > 0
    ? '\nThen run `npm run regenerate` again.\n'
    : '\nNow `npm test`, and commit what has changed.\n',
)
process.exitCode = failed.length === 0 ? 0 : 1
