import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, parseDocument, isMap, isScalar } from 'yaml'
import { root } from '../shared/root.ts'

const text = (path: string): string => readFileSync(join(root, path), 'utf8')

const workspaces = ['pnpm-workspace.yaml', 'packages/release/runtimes/pnpm-workspace.yaml']

test.each(workspaces)(
  '%s installs no young version, no lost provenance, nothing outside the registry',
  (path) => {
    expect(parse(text(path))).toMatchObject({
      minimumReleaseAge: 4320,
      minimumReleaseAgeStrict: true,
      trustPolicy: 'no-downgrade',
      strictDepBuilds: true,
      blockExoticSubdeps: true,
    })
    expect(text(path)).not.toMatch(/minimumReleaseAgeExclude|trustPolicyExclude|dangerouslyAllowAllBuilds/)
  },
)

test('one install script runs, and every entry has a reason', () => {
  const allowed = workspaces.flatMap((path) => Object.entries(parse(text(path)).allowBuilds))
  expect(allowed.filter(([, runs]) => runs)).toEqual([['node', true]])
  const list = parseDocument(text('pnpm-workspace.yaml')).get('allowBuilds')
  if (!isMap(list)) throw new TypeError('allowBuilds is not a map.')
  for (const [place, { key }] of list.items.entries()) {
    // The parser keeps the comment above the first entry with the map itself.
    const why = place === 0 ? list.commentBefore : isScalar(key) && key.commentBefore
    expect(why, `the reason for ${String(key)}`).toMatch(/\w+/)
  }
})

test('the lockfile has a checksum for every package', () => {
  for (const path of ['pnpm-lock.yaml', 'packages/release/runtimes/pnpm-lock.yaml']) {
    const { packages } = parse(text(path))
    const bare = Object.entries<{ resolution: object }>(packages)
    expect(bare.length).toBeGreaterThan(30)
    expect(bare.filter(([, { resolution }]) => !('integrity' in resolution))).toEqual([])
  }
})

/** Tools with telemetry, and the variables that turn it off. */
const telemetry = [
  [/\bturbo (?:run|boundaries)\b/, 'TURBO_TELEMETRY_DISABLED=1'],
  [/\bredocly\b/, 'REDOCLY_TELEMETRY=off'],
] as const

test('every script that starts a tool with telemetry turns it off', () => {
  const folders = ['.', 'spec', ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)]
  const commands = folders.flatMap((folder) => {
    if (folder.endsWith('.json')) return []
    const { scripts = {} } = JSON.parse(text(`${folder}/package.json`))
    return Object.entries<string>(scripts).map(([name, command]) => ({ name: `${folder} ${name}`, command }))
  })
  for (const [tool, variable] of telemetry) {
    const starts = commands.filter(({ command }) => tool.test(command))
    expect(starts.length).toBeGreaterThan(0)
    // Each start needs the variable, not just one of them.
    const unset = starts.filter(({ command }) =>
      command.split(/&&|\|\|/).some((step) => tool.test(step) && !step.includes(variable)),
    )
    expect(unset).toEqual([])
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

/** The permissions of each job. Only those that publish have an identity. */
const granted: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'ci.yml verify': { contents: 'read' },
  'ci.yml runtimes': { contents: 'read' },
  'ci.yml docs': { contents: 'read' },
  'drift.yml compare': { contents: 'read' },
  'drift.yml report': { issues: 'write' },
  'pages.yml build': { contents: 'read' },
  'pages.yml deploy': { pages: 'write', 'id-token': 'write' },
  'release.yml select-mode': { contents: 'read' },
  'release.yml version': { contents: 'write', 'pull-requests': 'write' },
  'release.yml pack': { contents: 'read' },
  'release.yml publish': { contents: 'write', 'id-token': 'write' },
}

test('workflows grant nothing, and each job has the permissions it needs', () => {
  for (const { name, permissions } of workflows) expect(permissions, `what ${name} grants`).toEqual({})
  const actual = workflows.flatMap(({ name, jobs }) =>
    jobs.map(([job, { permissions }]) => [`${name} ${job}`, permissions] as const),
  )
  expect(Object.fromEntries(actual)).toEqual(granted)
})

test.each(workflows)('every job of $name has a time limit', ({ jobs }) => {
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
  // Untrusted text reaches a command as a variable only.
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

test('the job that publishes builds nothing, and no secret is stored', () => {
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

test('no job with write access restores a cache', () => {
  for (const { name, source } of workflows.filter((each) => each.name !== 'ci.yml'))
    expect(source.replaceAll(/#.*|package-manager-cache: false/g, ''), `what ${name} keeps`).not.toContain(
      'cache',
    )
})

test('the workflows use the pnpm of the scripts', () => {
  const { scripts } = JSON.parse(text('package.json'))
  const [pinned] = /pnpm@[\d.]+/.exec(scripts.test) ?? []
  expect(pinned).toMatch(/^pnpm@\d+\.\d+\.\d+$/)
  const everywhere = [text('package.json'), ...workflows.map(({ source }) => source)].flatMap(
    (source) => source.match(/pnpm@\d[\d.]*/g) ?? [],
  )
  expect(new Set(everywhere)).toEqual(new Set([pinned]))
})
