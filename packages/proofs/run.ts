import { spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { usageError } from './arguments.ts'
import { closestName, proofs, type Proof } from './proofs.ts'
import { printLine } from './table.ts'

// `pnpm prove` lists the proofs, `pnpm prove <name> [arguments]` runs one in a process of its own.

const [name, ...given] = process.argv.slice(2)
if (name === undefined || name === '--help' || name === '-h') list()
else {
  const proof = proofs.find((each) => each.name === name)
  if (proof === undefined) {
    const closest = closestName(name)
    const suggestion = closest === undefined ? '' : ` Did you mean ${closest}?`
    usageError(`Expected the name of a proof and got ${name}.${suggestion} \`pnpm prove\` lists all.`)
  }
  process.exitCode = run(proof, given)
}

function list(): void {
  printLine('pnpm prove <name> [arguments]\n')
  for (const proof of proofs) {
    const needs = proof.needs === undefined ? '' : `; needs ${proof.needs}`
    printLine(`${proof.name.padEnd(22)} ${proof.proves} (${proof.takes}${needs})`)
    if (proof.arguments !== undefined) printLine(`${''.padEnd(22)}   ${proof.arguments}`)
  }
}

function run({ file, builds }: Proof, args: readonly string[]): number {
  if (builds !== undefined) {
    const status = build(builds)
    if (status !== 0) return status
  }
  const program = fileURLToPath(new URL(file, import.meta.url))
  return statusOf(
    spawnSync(process.execPath, ['--conditions=block-slots-source', program, ...args], { stdio: 'inherit' }),
  )
}

function build(packageName: string): number {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const turbo = ['exec', 'turbo', 'run', 'build', `--filter=${packageName}`, '--output-logs=errors-only']
  const built = spawnSync('pnpm', turbo, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  })
  // turbo and the benchmark start pnpm themselves.
  if (built.error !== undefined)
    usageError(`This proof builds ${packageName} and needs pnpm on the path. Run it by \`pnpm prove\`.`)
  return statusOf(built)
}

/** Exit code as a shell gives it: 128 and its number for a signal. */
function statusOf({ status, signal, error }: ReturnType<typeof spawnSync>): number {
  if (error !== undefined) throw error
  return status ?? 128 + (signal === null ? 0 : constants.signals[signal])
}
