/**
 * Runs tasks of turbo quietly: a line for each task, the whole output of what fails, and the number of tests at the end.
 *
 *     node packages/release/verify/run.ts <task>...
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { countTests, createTaskReader, failedTasks, type TaskLog } from './tasks.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const print = (text: string): unknown => process.stdout.write(`${text}\n`)
const startedAt = Date.now()
const elapsed = (): string => `${Math.round((Date.now() - startedAt) / 1000)} s`

const logs: TaskLog[] = []
const total = { passed: 0, failed: 0, skipped: 0 }
const reader = createTaskReader((log) => {
  logs.push(log)
  const { passed, failed, skipped } = countTests(log.lines)
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
  const [pkg = '', script = ''] = log.task.split('#')
  const tests = passed + failed === 0 ? '' : `${passed + failed} tests`
  const cached = log.lines[0]?.startsWith('cache hit') === true ? 'cached' : ''
  print([elapsed().padStart(6), pkg.padEnd(20), script.padEnd(13), tests, cached].join('  ').trimEnd())
})

const turbo = spawn(
  'turbo',
  [
    'run',
    ...process.argv.slice(2),
    '--summarize',
    '--output-logs=full',
    '--log-order=grouped',
    '--log-prefix=task',
  ],
  {
    cwd: root,
    env: {
      // Tasks and tests start hundreds of processes, most of which load the same sources.
      NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'),
      ...process.env,
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_UI: '0',
      TURBO_NO_UPDATE_NOTIFIER: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  },
)
const exited = once(turbo, 'exit')
// Output of turbo itself: all there is when it cannot start.
const other: string[] = []
let summaryPath: string | undefined
createInterface({ input: turbo.stderr }).on('line', (line) => other.push(line))
for await (const line of createInterface({ input: turbo.stdout })) {
  const [, path] = /^Summary: +(.*\.json)$/.exec(line) ?? []
  summaryPath ??= path
  reader.read(line)
}
reader.end()
const [exitCode] = await exited

let failed: string[] = []
if (summaryPath !== undefined) {
  failed = failedTasks(JSON.parse(readFileSync(summaryPath, 'utf8')))
  rmSync(summaryPath)
}
for (const { task, lines } of logs.filter((log) => failed.includes(log.task))) {
  print(`\n--- ${task} failed ---\n${lines.join('\n')}`)
}
if (exitCode !== 0 && failed.length === 0) print(other.join('\n'))
print(`\n${logs.length} tasks in ${elapsed()}${failed.length === 0 ? '' : `, failed: ${failed.join(', ')}`}`)
const skipped = total.skipped === 0 ? '' : `, ${total.skipped} skipped`
print(`${total.passed} passed, ${total.failed} failed${skipped}`)
process.exitCode = exitCode === 0 ? 0 : 1
