import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { at, fields, list } from '../tool/document.ts'
import { recordedPath, watchedFiles } from './publisher.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const workflow = fields(parse(readFileSync(join(root, '.github/workflows/drift.yml'), 'utf8')))

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-workflow-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Runs what a job runs at its end, as a runner does. */
function step(job: string, env: Record<string, string>) {
  const steps = list(at(workflow, `/jobs/${job}/steps`))
  const { run } = fields(steps.at(-1))
  return spawnSync('bash', ['--noprofile', '--norc', '-e', '-c', String(run)], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  })
}

describe('the job that compares', () => {
  function compare(published: string, watched: Partial<typeof watchedFiles> = {}) {
    const folder = temporary()
    const [output, summary] = [join(folder, 'output'), join(folder, 'summary')]
    const env = { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, RUNNER_TEMP: folder }
    const { sdk, changelog } = { ...watchedFiles, ...watched }
    const addresses = { PUBLISHED: published, SDK: sdk, CHANGELOG: changelog }
    const { status, stderr } = step('compare', { ...env, ...addresses })
    return { status, stderr, output: readFileSync(output, 'utf8'), summary: readFileSync(summary, 'utf8') }
  }
  test('finds nothing new in what was recorded', () => {
    // From the root, where the step runs: names are split at spaces, and the repository may lie below one.
    const { status, output, summary } = compare('spec/test/vendor-contract.json')
    expect([status, output]).toEqual([
      0,
      expect.stringMatching(/^code=0\nreport<<(end-[0-9a-f]{32})\n[^]*\n\1\n$/),
    ])
    expect(summary).toContain('Nothing new.')
  })
  test('hands a drift on to the next job', () => {
    const changed = join(temporary(), 'changed.json')
    const recorded = readFileSync(recordedPath, 'utf8')
    writeFileSync(changed, recorded.replace('"/calendars/events/block-slots"', '"/calendars/events/blocks"'))
    const { status, output } = compare(changed)
    expect([status, output]).toEqual([0, expect.stringContaining('code=1\n')])
    expect(output).toContain('POST /calendars/events/block-slots is now POST /calendars/events/blocks')
  })
  test('hands on a release of the SDK', () => {
    const sdk = join(temporary(), 'sdk.json')
    writeFileSync(sdk, readFileSync(watchedFiles.sdk, 'utf8').replace('3.1.0', '4.0.0'))
    const { status, output } = compare('spec/test/vendor-contract.json', { sdk })
    expect([status, output]).toEqual([0, expect.stringContaining('version is 4.0.0, before 3.1.0')])
  })
  test('watches the files of both versions, the SDK and the change log', () => {
    const { PUBLISHED, SDK, CHANGELOG } = fields(workflow['env'])
    const files = String(PUBLISHED)
      .split(' ')
      .map((address) => address.replace(/^.*\/main\//, ''))
    const versions = ['apps/v3/calendars-v3.json', 'apps/v3/oauth-v3.json']
    const followed = ['calendars', 'oauth', 'users', 'locations'].map((name) => `apps/${name}.json`)
    expect(files).toEqual([...followed, ...versions])
    expect(SDK).toBe('https://registry.npmjs.org/@gohighlevel/api-client/latest')
    expect(CHANGELOG).toBe('https://marketplace.gohighlevel.com/docs/Changelog/index.html')
  })
  test('fails when the change log cannot be read', () => {
    const { status, output } = compare('spec/test/vendor-contract.json', { changelog: 'none.html' })
    expect([status, output]).toEqual([1, expect.stringContaining('none.html cannot be read')])
  })
  test('fails when a document cannot be read', () => {
    const { status, stderr, output } = compare('none.json')
    expect([status, stderr]).toEqual([1, expect.stringContaining('none.json cannot be read')])
    expect(output).toMatch(/^code=2\n/)
  })
})

describe('the job that reports', () => {
  function report(open: string): string {
    const folder = temporary()
    const gh = join(folder, 'gh')
    const log = join(folder, 'log')
    writeFileSync(
      gh,
      `#!/bin/sh\necho "$@" >> ${log}\nif [ "$2" = list ]; then printf '%s' '${open}'; else cat >> ${log}; fi\n`,
    )
    chmodSync(gh, 0o755)
    const { status, stderr } = step('report', {
      PATH: `${folder}:${process.env['PATH']}`,
      REPORT: 'What `$(touch never)` changed',
      TITLE: 'Changed',
    })
    expect([status, stderr]).toEqual([0, ''])
    return readFileSync(log, 'utf8')
  }
  test('opens an issue, with the report as it is', () => {
    expect(report('')).toMatch(
      /\nissue create --title Changed --body-file -\nWhat `\$\(touch never\)` changed\n$/,
    )
  })
  test('brings the open one up to date', () => {
    expect(report('12')).toMatch(/\nissue edit 12 --body-file -\nWhat/)
  })
})
