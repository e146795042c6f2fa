import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, parseDocument, isMap, isScalar } from 'yaml'
import { root } from '../shared/root.ts'

const text = (path: string): string => readFileSync(join(root, path), 'utf8')

const WORKSPACES = ['pnpm-workspace.yaml', 'packages/release/runtimes/pnpm-workspace.yaml']

test.each(WORKSPACES)('%s installs nothing young, nothing less proven, nothing from elsewhere', (path) => {
  expect(parse(text(path))).toMatchObject({
    minimumReleaseAge: 4320,
    minimumReleaseAgeStrict: true,
    trustPolicy: 'no-downgrade',
    strictDepBuilds: true,
    blockExoticSubdeps: true,
  })
  expect(text(path)).not.toMatch(/minimumReleaseAgeExclude|trustPolicyExclude|dangerouslyAllowAllBuilds/)
})

test('one install script runs, and every decision about one says why', () => {
  const allowed = WORKSPACES.flatMap((path) => Object.entries(parse(text(path)).allowBuilds))
  expect(allowed.filter(([, runs]) => runs)).toEqual([['node', true]])
  const list = parseDocument(text('pnpm-workspace.yaml')).get('allowBuilds')
  if (!isMap(list)) throw new TypeError('allowBuilds is not a map.')
  for (const [place, { key }] of list.items.entries()) {
    // The parser keeps the comment above the first entry with the map itself.
    const why = place === 0 ? list.commentBefore : isScalar(key) && key.commentBefore
    expect(why, `the reason for ${String(key)}`).toMatch(/\w+/)
  }
})

test('only what the lockfile names is installed, and it names a checksum for each', () => {
  for (const path of ['pnpm-lock.yaml', 'packages/release/runtimes/pnpm-lock.yaml']) {
    const { packages } = parse(text(path))
    const bare = Object.entries<{ resolution: object }>(packages)
    expect(bare.length).toBeGreaterThan(30)
    expect(bare.filter(([, { resolution }]) => !('integrity' in resolution))).toEqual([])
  }
})

/** What phones home unless it is told not to, and the words that tell it. */
const TELEMETRY = [
  [/\bturbo (?:run|boundaries)\b/, 'TURBO_TELEMETRY_DISABLED=1'],
  [/\bredocly\b/, 'REDOCLY_TELEMETRY=off'],
] as const

test('every script that starts a tool which phones home tells it not to', () => {
  const folders = ['.', 'spec', ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)]
  const commands = folders.flatMap((folder) => {
    if (folder.endsWith('.json')) return []
    const { scripts = {} } = JSON.parse(text(`${folder}/package.json`))
    return Object.entries<string>(scripts).map(([name, command]) => ({ name: `${folder} ${name}`, command }))
  })
  for (const [tool, word] of TELEMETRY) {
    const starting = commands.filter(({ command }) => tool.test(command))
    expect(starting.length).toBeGreaterThan(0)
    // The word stands in front of each start, not just of one of them.
    const loud = starting.filter(({ command }) =>
      command.split(/&&|\|\|/).some((step) => tool.test(step) && !step.includes(word)),
    )
    expect(loud).toEqual([])
  }
})

type Job = {
  permissions?: Record<string, string>
  'timeout-minutes'?: number
  environment?: string
  steps: { uses?: string; run?: string; with?: Record<string, unknown> }[]
}

const workflows = readdirSync(join(root, '.github/workflows')).map((name) => {
  const source = text(`.github/workflows/${name}`)
  const { permissions, jobs } = parse(source)
  return { name, source, permissions, jobs: Object.entries<Job>(jobs) }
})

/** What each job may do. Only the one that publishes can say who it is. */
const GRANTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'ci.yml verify': { contents: 'read' },
  'ci.yml runtimes': { contents: 'read' },
  'drift.yml compare': { contents: 'read' },
  'drift.yml tell': { issues: 'write' },
  'release.yml select-mode': { contents: 'read' },
  'release.yml version': { contents: 'write', 'pull-requests': 'write' },
  'release.yml pack': { contents: 'read' },
  'release.yml publish': { contents: 'write', 'id-token': 'write' },
}

test('no workflow grants anything, and each job the little it needs', () => {
  for (const { name, permissions } of workflows) expect(permissions, `what ${name} grants`).toEqual({})
  const granted = workflows.flatMap(({ name, jobs }) =>
    jobs.map(([job, { permissions }]) => [`${name} ${job}`, permissions] as const),
  )
  expect(Object.fromEntries(granted)).toEqual(GRANTED)
})

test.each(workflows)('every job of $name ends', ({ jobs }) => {
  for (const [job, { 'timeout-minutes': minutes }] of jobs)
    expect(minutes, `the limit of ${job}`).toBeGreaterThan(0)
})

test.each(workflows)('$name pins every action to a commit, and keeps no credentials', ({ source, jobs }) => {
  const used = source.match(/uses: .*/g) ?? []
  expect(used.length).toBeGreaterThan(0)
  for (const line of used) expect(line).toMatch(/^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  const steps = jobs.flatMap(([, job]) => job.steps)
  for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
    expect(step.with?.['persist-credentials']).toBe(false)
  }
  // What others wrote gets into a command only as a variable.
  for (const { run = '' } of steps) expect(run).not.toContain('${{')
})

test('an action has one version in all workflows', () => {
  const used = workflows.flatMap(({ source }) => source.match(/(?<=uses: ).*/g) ?? [])
  const versions = new Map<string, Set<string>>()
  for (const line of used) {
    const [, repository = '', version = ''] = /^([\w-]+\/[\w-]+).*@(\w+)/.exec(line) ?? []
    versions.set(repository, (versions.get(repository) ?? new Set()).add(version))
  }
  expect([...versions].filter(([, found]) => found.size > 1)).toEqual([])
})

test('the job that publishes builds nothing, and no secret is stored anywhere', () => {
  for (const { source } of workflows)
    expect(source.replaceAll('secrets.GITHUB_TOKEN', '')).not.toContain('secrets.')
  const release = workflows.find(({ name }) => name === 'release.yml')
  const jobs = new Map(release?.jobs)
  expect([...jobs.keys()]).toEqual(['select-mode', 'version', 'pack', 'publish'])
  expect(jobs.get('publish')?.environment).toBe('npm')
  const runs = (job: string): string => (jobs.get(job)?.steps ?? []).map(({ run = '' }) => run).join('\n')
  expect(runs('publish')).not.toMatch(/build|verify/)
  expect(runs('pack')).toContain('pnpm verify')
})

test('no job of those that write takes anything from a cache', () => {
  for (const { name, source } of workflows.filter((each) => each.name !== 'ci.yml'))
    expect(source.replaceAll(/#.*|package-manager-cache: false/g, ''), `what ${name} keeps`).not.toContain(
      'cache',
    )
})

test('the workflows start the pnpm that the scripts start', () => {
  const { scripts } = JSON.parse(text('package.json'))
  const [pinned] = /pnpm@[\d.]+/.exec(scripts.test) ?? []
  expect(pinned).toMatch(/^pnpm@\d+\.\d+\.\d+$/)
  const everywhere = [text('package.json'), ...workflows.map(({ source }) => source)].flatMap(
    (source) => source.match(/pnpm@\d[\d.]*/g) ?? [],
  )
  expect(new Set(everywhere)).toEqual(new Set([pinned]))
})
