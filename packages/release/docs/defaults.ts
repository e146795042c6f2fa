import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A default that documents quote: its name for readers, and the constant that has its value. */
type Default = {
  readonly name: string
  /** The module, from the folder `packages`. */
  readonly module: string
  /** The exported constant, or a path into it: `readTimeouts.attemptMs`. */
  readonly constant: string
  readonly unit?: Unit
}

type Unit = 'bytes' | 'ms'

const attempts = 'client/src/request/policy.ts'
const timeouts = 'client/src/operation.ts'
const reconcile = 'client/src/create/reconcile.ts'
const rateLimit = 'client/src/rate-limit/policy.ts'

/** The sections of defaults, by the name in their marker. To quote one more default, add a line. */
const sections: Readonly<Record<string, readonly Default[]>> = {
  client: [
    { name: 'requests of a read, at most', module: attempts, constant: 'maxAttempts.read' },
    {
      name: 'requests of an update or delete, at most',
      module: attempts,
      constant: 'maxAttempts.idempotent-write',
    },
    { name: 'requests of a create, at most', module: attempts, constant: 'maxAttempts.create' },
    {
      name: 'of these after an unknown outcome, at most',
      module: attempts,
      constant: 'maxReconciles',
    },
    { name: 'first backoff', module: attempts, constant: 'firstBackoffMs', unit: 'ms' },
    { name: 'retry budget', module: attempts, constant: 'retryBudget' },
    { name: 'cost of a retry', module: attempts, constant: 'retryCost' },
    { name: 'cost of a retry without a response', module: attempts, constant: 'noResponseCost' },
    { name: 'timeout of a read request', module: timeouts, constant: 'readTimeouts.attemptMs', unit: 'ms' },
    { name: 'timeout of a write request', module: timeouts, constant: 'writeTimeouts.attemptMs', unit: 'ms' },
    { name: '`timeoutMs` of a read', module: timeouts, constant: 'readTimeouts.callMs', unit: 'ms' },
    { name: '`timeoutMs` of a create', module: timeouts, constant: 'createTimeouts.callMs', unit: 'ms' },
    { name: '`timeoutMs` of another write', module: timeouts, constant: 'writeTimeouts.callMs', unit: 'ms' },
    {
      name: '`reconcileTimeoutMs`',
      module: 'client/src/create/history.ts',
      constant: 'defaultReconcileTimeoutMs',
      unit: 'ms',
    },
    {
      name: 'first pause between reads that reconcile',
      module: reconcile,
      constant: 'firstPauseMs',
      unit: 'ms',
    },
    {
      name: 'longest pause between reads that reconcile',
      module: reconcile,
      constant: 'maxPauseMs',
      unit: 'ms',
    },
    { name: 'remembered blocks, at most', module: 'client/src/bounded-map.ts', constant: 'maxEntries' },
    {
      name: 'size of a response, at most',
      module: 'client/src/http/body.ts',
      constant: 'maxBodyBytes',
      unit: 'bytes',
    },
    { name: 'rate limit: requests', module: rateLimit, constant: 'defaultMax' },
    { name: 'rate limit: window', module: rateLimit, constant: 'defaultIntervalMs', unit: 'ms' },
  ],
  helpers: [
    {
      name: 'instances of a recurrence in the window, at most',
      module: 'helpers/src/icalendar/instance.ts',
      constant: 'maxInstances',
    },
    {
      name: 'length of a line, at most',
      module: 'helpers/src/icalendar/line.ts',
      constant: 'maxLineBytes',
      unit: 'bytes',
    },
  ],
  sandbox: [
    {
      name: 'rate limit: requests',
      module: 'sandbox/src/service/rate-limit.ts',
      constant: 'publishedLimits.max',
    },
    {
      name: 'rate limit: window',
      module: 'sandbox/src/service/rate-limit.ts',
      constant: 'publishedLimits.intervalMs',
      unit: 'ms',
    },
    {
      name: 'rate limit: requests per day',
      module: 'sandbox/src/service/rate-limit.ts',
      constant: 'publishedLimits.dailyMax',
    },
  ],
}

/** A section of defaults as a table in the format of oxfmt. */
export async function writeDefaults(root: string, name: string): Promise<string> {
  const section = sections[name]
  if (section === undefined) {
    throw new Error(`Expected one of ${Object.keys(sections).join(', ')} as defaults and got "${name}".`)
  }
  const rows: [string, string][] = [['default', 'value']]
  for (const each of section) rows.push([each.name, format(await valueOf(root, each), each.unit)])
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const [head = '', ...body] = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  )
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n')
}

async function valueOf(root: string, { module, constant }: Default): Promise<number> {
  const path = join(root, 'packages', module)
  const exported: unknown = existsSync(path) ? await import(pathToFileURL(path).href) : {}
  const value = constant
    .split('.')
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
      exported,
    )
  if (typeof value === 'number') return value
  throw new Error(
    `packages/${module} exports no number ${constant}. Name another one in packages/release/docs/defaults.ts.`,
  )
}

const withCommas = (count: number): string => count.toLocaleString('en')

/** A number for readers: thousands with commas, whole units of time and size. */
function format(value: number, unit?: Unit): string {
  if (unit === 'bytes') return `${withCommas(value / 2 ** 20)} MiB`
  if (unit === 'ms')
    return value >= 1000 && value % 500 === 0 ? `${withCommas(value / 1000)} s` : `${withCommas(value)} ms`
  return withCommas(value)
}
