import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SandboxOptions, seedState } from '@block-slots/sandbox'
import { sqliteStore } from '@block-slots/sync/sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { createHome } from '../account/support.ts'
import { ids, type Run } from '../run.ts'
import { now, type Report, startDoctor } from '../support/doctor.ts'

const window = { from: '2026-11-30T00:00:00Z', to: '2026-12-09T00:00:00Z' }

/** `doctor` over a sandbox: the checks of its output as JSON by their ids. */
async function open(options: SandboxOptions = {}) {
  const { sandbox, cli } = await startDoctor(options)
  const check = async (token = sandbox.token, ...argv: string[]) => {
    const { code, out } = await cli(['--json', ...argv], { HIGHLEVEL_TOKEN: token })
    const { checks }: Report = JSON.parse(out)
    return { code, checks: Object.fromEntries(checks.map((each) => [each.id, each])), all: checks }
  }
  return { sandbox, cli, check }
}

test('everything is in order, and nothing is committed', async () => {
  const { sandbox, check } = await open()
  const { code, all, checks } = await check()
  expect(all.filter(({ state }) => state !== 'ok')).toEqual([])
  expect(code).toBe(0)
  expect(checks['limit']?.text).toBe(
    'Rate limit: 100 requests in 10 s, 95 left; 200,000 in a day, 199,995 left',
  )
  expect(sandbox.audit.filter(({ kind }) => kind === 'commit')).toEqual([])
})

test('in words it fits 80 columns, and shows no token', async () => {
  const { sandbox, cli } = await open()
  const { code, out, err } = await cli([], { HIGHLEVEL_TOKEN: sandbox.tokenByName('read-only') })
  expect([code, err]).toEqual([3, ''])
  expect(out).toContain(
    'failed   Scope calendars/events.write is missing: nothing can be changed\n' +
      '           Add "Edit Calendar Events" to the Private Integration, or to the app\n' +
      '           and install that again.\n',
  )
  expect(out).toMatch(/\n\n\d+ ok, 2 warnings, 1 failed\.\n$/)
  expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80)
  expect(out).not.toContain(sandbox.tokenByName('read-only'))
})

test.each([
  ['calendars/events.readonly', 3],
  ['calendars/events.write', 3],
  ['calendars.readonly', 3],
  ['users.readonly', 0],
  ['locations.readonly', 0],
])('a token without %s', async (missing, expected) => {
  const { tokens, ...state } = seedState()
  const scoped = tokens.map((token) => ({
    ...token,
    scopes: token.scopes.filter((scope) => scope !== missing),
  }))
  const { check } = await open({ state: { ...state, tokens: scoped } })
  const { code, all } = await check()
  const lacking = all.filter(({ state: found }) => found === 'failed' || found === 'warning')
  expect(lacking).toMatchObject([{ id: `scope ${missing}` }])
  expect(code).toBe(expected)
})

test.each([
  ['expired', 'token', 'Token: not accepted, an access token, from HIGHLEVEL_TOKEN'],
  [
    'elsewhere',
    'location',
    `Sub-account: ${ids.location}, from HIGHLEVEL_LOCATION_ID; the token is of another one`,
  ],
  ['agency', 'token', 'Token: it is one of the agency, and not of a sub-account'],
  ['company', 'token', 'Token: it is one of the agency, and not of a sub-account'],
])('the token "%s"', async (name, id, text) => {
  const { sandbox, check } = await open()
  const { code, checks, all } = await check(sandbox.tokenByName(name))
  expect(code).toBe(3)
  expect(checks[id]).toMatchObject({ state: 'failed', text })
  expect(all.filter(({ state }) => state === 'failed')).toHaveLength(1)
})

test('a clock that differs by five seconds is remarked on, and does not fail', async () => {
  for (const [skewMs, text] of [
    [5000, '5.5 s behind'],
    [-5000, '4.5 s ahead of'],
  ] as const) {
    const { check } = await open({ faults: [{ fault: 'skewed-date', skewMs, on: 'every' }] })
    const { code, checks } = await check()
    expect([code, checks['clock']?.state]).toEqual([0, 'warning'])
    expect(checks['clock']?.text).toContain(text)
  }
})

test('what the responses do not tell is unknown', async () => {
  const { check } = await open({
    faults: [
      { fault: 'missing-date', on: 'every', operation: ['listBlockedSlots', 'listUsers'] },
      { fault: 'limit-headers', headers: 'missing', on: 'every' },
    ],
  })
  const { code, checks } = await check()
  expect(code).toBe(0)
  expect(checks).toMatchObject({ limit: { state: 'unknown' }, clock: { state: 'ok' } })
  const undated = await open({ faults: [{ fault: 'missing-date', on: 'every' }] })
  expect((await undated.check()).checks['clock']).toMatchObject({ state: 'unknown' })
})

test('an accidental 401 and a 503 are asked again', async () => {
  const { check } = await open({
    faults: [
      { fault: 'unauthorized', operation: 'listBlockedSlots' },
      { fault: 'unavailable', operation: 'listUsers' },
    ],
  })
  expect((await check()).all.filter(({ state }) => state !== 'ok')).toEqual([])
})

test('a rate limit that is used up ends it', async () => {
  const { sandbox, check } = await open({ faults: [{ fault: 'rate-limited', on: 'every' }] })
  const { code, checks } = await check()
  expect(code).toBe(4)
  expect(checks['limit']).toMatchObject({ state: 'failed', text: 'Rate limit: used up, as the service says' })
  expect(sandbox.audit.filter(({ kind }) => kind === 'request')).toHaveLength(1)
})

test('a service that cannot be reached is asked twice and no more', async () => {
  const { sandbox, check } = await open({ faults: [{ fault: 'refused', on: 'every' }] })
  const { code, checks } = await check()
  expect(code).toBe(1)
  expect(checks['service']).toMatchObject({ state: 'failed' })
  expect(checks['service']?.text).toContain('ECONNREFUSED')
  expect(sandbox.audit).toHaveLength(2)
})

test('what is not given is named, and nothing is sent', async () => {
  const { sandbox, cli } = await open()
  const { code, out } = await cli([], { HIGHLEVEL_TOKEN: '', HIGHLEVEL_LOCATION_ID: '' })
  expect(code).toBe(3)
  expect(out).toContain('failed   Token: none is given\n')
  expect(out).toContain('failed   Sub-account: none is given\n')
  expect(sandbox.audit).toEqual([])
})

test('a profile is named as the origin, and a token that cannot be read is why it fails', async () => {
  const { sandbox, cli } = await startDoctor()
  const home = createHome()
  const token = home.write('token', sandbox.token)
  home.writeProfiles(`profiles:\n  clinic: { location: ${ids.location}, token: "file:${token}" }\n`)
  const probe = (): Promise<Run> => cli(['--profile', 'clinic'], { ...home.env, HIGHLEVEL_TOKEN: '' })
  const { code, out } = await probe()
  expect(code).toBe(0)
  expect(out).toContain('accepted, an access token, from profile clinic\n')
  expect(out).toContain(`Sub-account: ${ids.location}, from profile clinic\n`)
  chmodSync(token, 0o644)
  const refused = await probe()
  expect(refused.code).toBe(3)
  expect(refused.out).toContain('failed   Token: cannot be read from profile clinic\n')
  expect(refused.out).toContain('chmod 600')
})

test('a configuration and its state', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'block-slots.yaml')
  const { check } = await open()
  const checked = async () => (await check(undefined, '--config', path)).checks
  writeFileSync(path, 'version: 1\nwindow: none\n')
  const { configuration } = await checked()
  expect(configuration).toMatchObject({ state: 'failed', text: expect.not.stringContaining('\n') })
  const owner = 'owners: { anna: { user: 0007BWpSzSwfiuSl0tR2 } }'
  const lunch = 'lunch: { for: anna, weekly: { days: [mo], at: 12:00-13:00 }, title: Lunch }'
  writeFileSync(
    path,
    `version: 1\nlocation: ${ids.location}\nzone: Europe/Berlin\nwindow: { days: 9 }\n${owner}\nsources:\n  ${lunch}\n`,
  )
  const before = await checked()
  expect(before['configuration']).toMatchObject({ state: 'ok', text: expect.stringContaining(', 1 owner') })
  expect(before['state']).toMatchObject({ state: 'ok', text: expect.stringContaining('not there yet') })
  const state = join(folder, '.block-slots', 'state.db')
  const store = sqliteStore(state)
  await store.close()
  expect((await checked())['state']).toMatchObject({
    state: 'ok',
    text: expect.stringMatching(/\d KiB, no runs$/),
  })
  const run = { id: '3f9a1c20', name: 'clinic', createdAt: now - 5_400_000, window }
  const opened = sqliteStore(state)
  await opened.addRun(run)
  await opened.finishPlan(run.id)
  await opened.close()
  expect((await checked())['state']?.text).toMatch(/KiB, last run 3f9a1c20 planned, planned 1\.5 h ago$/)
  const held = sqliteStore(state)
  expect((await checked())['state']).toMatchObject({ state: 'ok', text: expect.stringMatching(/in use/) })
  await held.close()
  writeFileSync(state, 'not a state')
  expect((await checked())['state']).toMatchObject({ state: 'failed', remedy: expect.any(String) })
})
