/** A figure of a document and where it comes from: each group of `says` is the same number as that group of `is`. */
export type Figure = {
  readonly file: string
  readonly says: RegExp
  /** The file that decides. */
  readonly of: string
  readonly is: RegExp
  /** What one of the document is in that file: 1000 for seconds of milliseconds. */
  readonly unit?: number
}

const client = 'packages/client'
const reliability = `${client}/guide/reliability.md`
const tokens = `${client}/guide/tokens.md`
const helpers = 'packages/helpers'
const mock = 'packages/mock'
const node = /"node": ">=(\d+\.\d+)"/

/** The figures that the code decides. What a long run prints is not here: its text names the command. */
export const figures: readonly Figure[] = [
  { file: 'README.md', says: /run on Node (\d+\.\d+)/, of: `${client}/package.json`, is: node },
  { file: 'README.md', says: /need only Node (\d+) or newer/, of: 'package.json', is: /"node": ">=(\d+)"/ },
  {
    file: 'README.md',
    says: /the OpenAPI (\d\.\d) document/,
    of: 'spec/openapi.yaml',
    is: /^openapi: (\d\.\d)/m,
  },
  {
    file: 'README.md',
    says: /([\d,]+) creates with (\d+) % of them/,
    of: reliability,
    is: /([\d,]+) creates over \d+ seeds, (\d+) %/,
  },
  { file: 'CONTRIBUTING.md', says: /with Node (\d+) or newer/, of: 'package.json', is: /"node": ">=(\d+)"/ },
  {
    file: 'CONTRIBUTING.md',
    says: /Node (\d+) among them/,
    of: 'pnpm-workspace.yaml',
    is: /^nodeVersion: (\d+)\./m,
  },
  {
    file: 'CONTRIBUTING.md',
    says: /([\d,]+) creates on bad days/,
    of: reliability,
    is: /([\d,]+) creates over \d+ seeds/,
  },
  {
    file: 'CONTRIBUTING.md',
    says: /([\d,]+) calls and what they leave/,
    of: `${client}/tool/leaks.ts`,
    is: /process\.argv\[2\] \?\? ([\d_]+)/,
  },
  {
    file: 'packages/cli/README.md',
    says: /^Node (\d+\.\d+) or newer/m,
    of: 'packages/cli/package.json',
    is: node,
  },
  { file: `${helpers}/README.md`, says: /Runs on Node (\d+\.\d+)/, of: `${helpers}/package.json`, is: node },
  { file: `${mock}/README.md`, says: /Node >= (\d+\.\d+)/, of: `${mock}/package.json`, is: node },

  {
    file: `${client}/README.md`,
    says: /\((\d+) s for reads, (\d+) s for writes\)/,
    of: `${client}/src/call.ts`,
    is: /longestMs = \{ read: ([\d_]+), write: ([\d_]+) \}/,
    unit: 1000,
  },
  {
    file: `${client}/README.md`,
    says: /\| ([\d,]+) and ([\d,]+) +\|$/m,
    of: `${client}/src/call.ts`,
    is: /longestMs = \{ read: ([\d_]+), write: ([\d_]+) \}/,
  },
  {
    file: `${client}/README.md`,
    says: /\| ([\d,]+), after silence [\d,]+/,
    of: `${client}/src/reconcile.ts`,
    is: /^const reconcileTimeoutMs = ([\d_]+)/m,
  },
  {
    file: `${client}/README.md`,
    says: /after silence ([\d,]+)/,
    of: `${client}/src/send.ts`,
    is: /write: ([\d_]+),/,
  },
  {
    file: `${client}/guide/calendar.md`,
    says: /within (\d+) seconds and one more/,
    of: `${client}/src/team/undo.ts`,
    is: /takeBackMs = ([\d_]+)/,
    unit: 1000,
  },
  {
    file: `${client}/guide/limit.md`,
    says: /allows (\d+) requests in \d+ seconds/,
    of: `${client}/src/limit/local.ts`,
    is: /max = (\d+), intervalMs/,
  },
  {
    file: `${client}/guide/limit.md`,
    says: /requests in (\d+) seconds/,
    of: `${client}/src/limit/local.ts`,
    is: /intervalMs = ([\d_]+) \}: Local/,
    unit: 1000,
  },
  {
    file: `${client}/guide/node.md`,
    says: /`connections` +\| +(\d+)/,
    of: `${client}/src/node/transport.ts`,
    is: /connections = (\d+)/,
  },
  {
    file: `${client}/guide/node.md`,
    says: /`idleMs` +\| +([\d,]+)/,
    of: `${client}/src/node/transport.ts`,
    is: /idleMs = (\d+)/,
  },
  {
    file: `${client}/guide/node.md`,
    says: /`connectTimeoutMs` +\| +([\d,]+)/,
    of: `${client}/src/node/transport.ts`,
    is: /connectTimeoutMs = (\d+)/,
  },

  {
    file: reliability,
    says: /at most (\d+) times, an update or delete (\d+) times, a create (\d+) times/,
    of: `${client}/src/decide.ts`,
    is: /\{ read: (\d), 'repeatable write': (\d), create: (\d) \}/,
  },
  {
    file: reliability,
    says: /of which at most (\d+) after an unknown/,
    of: `${client}/src/decide.ts`,
    is: /mostDoubts = (\d+)/,
  },
  {
    file: reliability,
    says: /random wait of up to (\d+) ms, 500 ms, 1 s, 2 s/,
    of: `${client}/src/decide.ts`,
    is: /baseMs = (\d+)/,
  },
  { file: reliability, says: /common purse \((\d+);/, of: `${client}/src/decide.ts`, is: /purse = (\d+)/ },
  {
    file: reliability,
    says: /after silence (\d+); successes/,
    of: `${client}/src/decide.ts`,
    is: /\? (\d+) : 5\b/,
  },
  {
    file: reliability,
    says: /given up after (\d+) s \(reads\)/,
    of: `${client}/src/send.ts`,
    is: /read: ([\d_]+),/,
    unit: 1000,
  },
  {
    file: reliability,
    says: /or (\d+) s \(writes:/,
    of: `${client}/src/send.ts`,
    is: /write: ([\d_]+),/,
    unit: 1000,
  },
  {
    file: reliability,
    says: /to answer after (\d+) s\)/,
    of: `${client}/src/send.ts`,
    is: /to answer a write after (\d+) seconds/,
  },
  {
    file: reliability,
    says: /everything in it; (\d+) s and (\d+) s without it/,
    of: `${client}/src/call.ts`,
    is: /longestMs = \{ read: ([\d_]+), write: ([\d_]+) \}/,
    unit: 1000,
  },
  {
    file: reliability,
    says: /after (0\.5), 1, 2, 4, \d+ s/,
    of: `${client}/src/reconcile.ts`,
    is: /firstPauseMs = (\d+)/,
    unit: 1000,
  },
  {
    file: reliability,
    says: /0\.5, 1, 2, 4, (\d+) s/,
    of: `${client}/src/reconcile.ts`,
    is: /longestPauseMs = (\d+)/,
    unit: 1000,
  },
  {
    file: reliability,
    says: /has passed: (\d+) s, or/,
    of: `${client}/src/reconcile.ts`,
    is: /^const reconcileTimeoutMs = ([\d_]+)/m,
    unit: 1000,
  },
  {
    file: reliability,
    says: /or (\d+) s when the request was given up/,
    of: `${client}/src/send.ts`,
    is: /write: ([\d_]+),/,
    unit: 1000,
  },
  {
    file: reliability,
    says: /just (\d+), (\d+), (\d+), (\d+) or ([\d,]+) rows/,
    of: `${client}/src/same.ts`,
    is: /suspicious = new Set\(\[(\d+), (\d+), (\d+), (\d+), (\d+)\]/,
  },
  {
    file: reliability,
    says: /the last 9,000 at least are remembered, ([\d,]+) at most/,
    of: `${client}/src/shared.ts`,
    is: /remembered = ([\d_]+)/,
  },

  {
    file: tokens,
    says: /pauses of (\d+) s to/,
    of: `${client}/src/token/refreshing.ts`,
    is: /shortestPauseMs = ([\d_]+)/,
    unit: 1000,
  },
  {
    file: tokens,
    says: /s to (\d+) min/,
    of: `${client}/src/token/refreshing.ts`,
    is: /longestPauseMs = ([\d_]+)/,
    unit: 60_000,
  },
  {
    file: tokens,
    says: /twice within (\d+) s/,
    of: `${client}/src/token/renewal.ts`,
    is: /graceMs = ([\d_]+)/,
    unit: 1000,
  },
  {
    file: tokens,
    says: /taken over after (\d+) s/,
    of: `${client}/src/token/renewal.ts`,
    is: /busyMs = ([\d_]+)/,
    unit: 1000,
  },

  {
    file: `${helpers}/README.md`,
    says: /may have (\d+) to (\d+) hours/,
    of: `${helpers}/test/whole.test.ts`,
    is: /days of (\d+) to (\d+) hours/,
  },
  {
    file: `${helpers}/README.md`,
    says: /([\d,]+) instances in the window/,
    of: `${helpers}/src/instance.ts`,
    is: /MOST_INSTANCES = ([\d_]+)/,
  },
  {
    file: `${helpers}/README.md`,
    says: /A line is read to (\d+) MiB/,
    of: `${helpers}/src/line.ts`,
    is: /MOST_BYTES: number = (2 \*\* \d+)/,
    unit: 2 ** 20,
  },
  {
    file: `${helpers}/README.md`,
    says: /rules along, ([\d.]+) kB/,
    of: `${helpers}/README.md`,
    is: /`tzdata` alone ([\d.]+) kB/,
  },
  {
    file: `${helpers}/README.md`,
    says: /All (\d+) names of IANA/,
    of: `${helpers}/test/tzdata.test.ts`,
    is: /names\)\.size\)\.toBe\((\d+)\)/,
  },
  {
    file: `${helpers}/README.md`,
    says: /([\d,]+) of these checks/,
    of: `${helpers}/test/oracle.test.ts`,
    is: /checks\)\.toHaveLength\((\d+)\)/,
  },
  {
    file: `${helpers}/README.md`,
    says: /an event to (\d+) MiB/,
    of: `${helpers}/src/component.ts`,
    is: /MOST_TEXT = (\d) \* MOST_BYTES/,
    // Of the 32 MiB of a line.
    unit: 1 / 32,
  },
  {
    file: `${mock}/README.md`,
    says: /longer than (\d+) MiB/,
    of: `${mock}/src/received.ts`,
    is: /longestBody = ([\d_]+)/,
    unit: 2 ** 20,
  },
  {
    file: `${mock}/README.md`,
    says: /after a `gateway-timeout`, (\d+) s later/,
    of: `${mock}/src/course.ts`,
    is: /commitDelayMs = (\d+)/,
    unit: 1000,
  },
  {
    file: `${mock}/README.md`,
    says: /`late-commit`, (\d+) s after/,
    of: `${mock}/src/course.ts`,
    is: /commitDelayMs = (\d+)/,
    unit: 1000,
  },
  {
    file: `${mock}/README.md`,
    says: /Prism on port (\d+)/,
    of: `${mock}/src/order.ts`,
    is: /prism: '(\d+)'/,
  },
]
