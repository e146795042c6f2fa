/** `npm run regenerate`: takes an edited `openapi.yaml` to everything generated from it, and describes the change. */
import { spawnSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { check, report } from './bump.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

type Step = {
  readonly name: string
  /** Arguments of pnpm, at the root. */
  readonly command: readonly string[]
  /** Advice after a failure. */
  readonly remedy: string
  /** True for a step without which the next ones make no sense. */
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
    remedy: 'The file is not valid YAML. Fix the named line.',
    first: true,
  },
  {
    name: 'lint',
    command: ['--filter', '@block-slots/spec', 'lint'],
    remedy:
      'The document is not valid OpenAPI. Fix the named lines of spec/openapi.yaml; examples and `required` name fields too.',
    first: true,
  },
  {
    name: 'types',
    command: ['--filter', '@block-slots/spec', 'codegen'],
    remedy: 'Types cannot be generated. Fix spec/openapi.yaml.',
    first: true,
  },
  {
    name: 'typecheck',
    command: turbo('typecheck'),
    remedy:
      'Code uses what has changed. Fix the type errors, those of packages/client first, which the others repeat.',
    first: true,
  },
  {
    name: 'build',
    command: turbo('build'),
    remedy: 'Fix the named errors.',
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
      'Prism serves the new document. Fix the calls that no longer fit it, and the sandbox where its responses differ.',
  },
  {
    name: 'api',
    command: turbo('api:update'),
    remedy: 'API reports are generated from the build. Fix the build.',
  },
]

function took(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s`
}

/** Runs the steps and returns those that failed. The output of a step is shown when it fails. */
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
  `${await check(root).then(report, (error: unknown) => `The change cannot be classified: ${String(error)}`)}\n`,
)
for (const { name, remedy } of failed) process.stdout.write(`\n${name} failed. ${remedy}\n`)
process.stdout.write(
  failed.length > 0
    ? '\nThen run `npm run regenerate` again.\n'
    : '\nNow `npm test`, and commit what has changed.\n',
)
process.exitCode = failed.length === 0 ? 0 : 1
