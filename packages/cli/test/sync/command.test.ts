import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ids } from '../run.ts'
import { runOf, startWorld, valuesOf, withoutIds } from '../support/world.ts'

const christmas = { anna: ['2026-12-24', '2026-12-25'], ben: ['2026-12-25'] }

test('a plan is shown, applied by its id, found equal, changed and undone', async () => {
  const { cli, configure, sandbox, folder } = await startWorld()
  configure(christmas)
  const planned = await cli(['plan'])
  expect([planned.code, planned.err]).toEqual([0, ''])
  expect(withoutIds(planned.out, folder)).toMatchSnapshot('plan')
  expect(sandbox.blocks()).toEqual([])

  const id = runOf(planned.out)
  const applied = await cli(['apply', id.slice(0, 4)])
  expect([applied.code, applied.err]).toEqual([0, ''])
  expect(withoutIds(applied.out, folder)).toMatchSnapshot('apply')
  expect(sandbox.blocks()).toHaveLength(3)

  const again = await cli(['plan', '--exit-code'])
  expect([again.code, again.out]).toEqual([0, expect.stringContaining('Nothing to change: 3 there already.')])
  expect(await cli(['verify'])).toEqual({ code: 0, out: 'Equal.\n', err: '' })

  configure({ ...christmas, ben: ['2026-12-31'] })
  expect(await cli(['plan', '--exit-code', '--only', 'ANNA'])).toMatchObject({ code: 0 })
  expect(await cli(['plan', '--exit-code', '--only', 'ben', 'anna'])).toMatchObject({ code: 6 })
  const different = await cli(['verify'])
  expect(different.code).toBe(6)
  expect(different.out).toMatchSnapshot('verify')

  const undone = await cli(['undo', id, '--yes'])
  expect([undone.code, undone.err]).toEqual([0, ''])
  expect(withoutIds(undone.out, folder)).toMatchSnapshot('undo')
  expect(sandbox.blocks()).toEqual([])
})

describe('apply without a run', () => {
  test('needs a terminal or --yes, and reads nothing without', async () => {
    const { cli, configure, sandbox } = await startWorld()
    configure(christmas)
    for (const argv of [['apply'], ['undo', '3f9a1c20']]) {
      const { code, out, err } = await cli(argv)
      expect([code, out]).toEqual([2, ''])
      expect(err).toContain('Add --yes to go on without a question')
    }
    expect(sandbox.audit).toEqual([])
  })

  test.each([
    ['y', 0, 3],
    ['Yes ', 0, 3],
    ['n', 2, 0],
    ['', 2, 0],
    ['yesterday', 2, 0],
  ])('asks, and an answer of "%s" exits with %i', async (answer, code, blocks) => {
    const { cli, configure, sandbox } = await startWorld()
    configure(christmas)
    const questions: string[] = []
    const ask = async (question: string): Promise<string> => {
      questions.push(question)
      return answer
    }
    const run = await cli(['apply'], { ask })
    expect([run.code, sandbox.blocks().length]).toEqual([code, blocks])
    expect(questions).toEqual(['Carry out 3 changes? [y/N] '])
    expect(run.err).toContain(
      code === 0 ? '' : `Carry it out later with: block-slots apply ${runOf(run.out)} --config`,
    )
  })

  test('does not ask when there is nothing to do', async () => {
    const { cli, configure } = await startWorld()
    configure(christmas)
    await cli(['apply', '--yes'])
    const { code, out } = await cli(['apply'], { ask: () => Promise.reject(new Error('asked')) })
    expect([code, out]).toEqual([0, expect.stringContaining('3 there already.')])
  })

  test('shows how far it is on a terminal alone', async () => {
    const { cli, configure } = await startWorld()
    configure(christmas)
    const { err } = await cli(['apply', '--yes'], { showsProgress: true })
    expect(err).toContain('\r\u001b[KCarried out 3 of 3 changes')
    // Nothing of it is left before the report.
    expect(err.endsWith('\r\u001b[K')).toBe(true)
  })
})

describe('--json', () => {
  test('prints one document of what is read, and lines of what is done', async () => {
    const { cli, configure, sandbox, read, folder } = await startWorld()
    configure(christmas)
    const planned = await cli(['plan', '--json', '--out', join(folder, 'plan.json')])
    const plan = JSON.parse(planned.out)
    expect(plan).toMatchObject({
      changes: 3,
      counts: { create: 3 },
      owners: [{ name: 'anna' }, { name: 'ben' }],
    })
    expect(plan.steps).toHaveLength(3)
    expect(JSON.parse(read('plan.json'))).toEqual(plan)

    const { id } = plan.run
    const [first, ...rest] = valuesOf((await cli(['apply', id, '--json'])).out)
    const report = rest.pop()
    expect(first).toMatchObject({ type: 'plan', run: { id }, changes: 3, counts: { create: 3 }, stopped: [] })
    expect(rest.map(({ type, owner, action, outcome }) => [type, owner, action, outcome])).toEqual([
      ['step', 'anna', 'create', 'done'],
      ['step', 'anna', 'create', 'done'],
      ['step', 'ben', 'create', 'done'],
    ])
    expect(rest[0]).toMatchObject({ startTime: '2026-12-24T00:00:00-05:00', title: 'Away' })
    const file = `.block-slots/${id}.report.json`
    expect(report).toMatchObject({ type: 'report', run: { id, state: 'done' }, counts: { done: 3 } })
    expect(report?.file).toBe(join(folder, file))
    const { run, counts, steps } = JSON.parse(read(file))
    expect([run, counts, steps.length]).toEqual([report?.['run'], report?.['counts'], 3])

    expect(JSON.parse((await cli(['verify', '--json'])).out)).toMatchObject({ isEqual: true, missing: [] })
    const undone = valuesOf((await cli(['undo', id, '--json', '--yes'])).out)
    expect(undone.at(-1)).toMatchObject({ type: 'report', run: { undoes: id }, counts: { done: 3 } })
    expect(sandbox.blocks()).toEqual([])
  })

  test('leaves the plan that is asked about to stderr', async () => {
    const { cli, configure } = await startWorld()
    configure(christmas)
    const { out, err } = await cli(['apply', '--json'], { ask: async () => 'y' })
    expect(valuesOf(out).at(-1)).toMatchObject({ type: 'report', counts: { done: 3 } })
    expect(err).toContain('Plan: 3 to create.')
  })
})

test('a plan that cannot be saved is an error, and leaves no part of it', async () => {
  const { cli, configure, folder } = await startWorld()
  configure(christmas)
  const path = join(folder, 'missing', 'plan.json')
  const { code, err } = await cli(['plan', '--out', path])
  expect([code, existsSync(path)]).toEqual([1, false])
  expect(err).toContain('Error: the result could not be printed: ENOENT')
})

test('requests are printed with --verbose, and no secret ever is', async () => {
  const feed = 'https://calendar.example.com/feed-5e6f7a8b9c0d1e2f/basic.ics'
  const { cli, configure, sandbox } = await startWorld()
  configure(christmas, '  feed: { for: anna, ics: env:FEED_URL }\n')
  const env = {
    HIGHLEVEL_TOKEN: sandbox.token,
    HIGHLEVEL_BASE_URL: 'http://sandbox.invalid',
    FEED_URL: feed,
  }
  for (const argv of [['plan'], ['plan', '--verbose'], ['plan', '--json'], ['verify', '--json']]) {
    const { code, out, err } = await cli(argv, { env })
    expect(code).toBe(7)
    expect(out + err).not.toContain('5e6f7a8b9c0d1e2f')
    expect(out + err).not.toContain(sandbox.token)
    expect(err.includes('> GET http://sandbox.invalid/calendars/')).toBe(argv.includes('--verbose'))
  }
})

test('the token of a profile is that of a configuration which names none', async () => {
  const { cli, configure, sandbox, folder, write } = await startWorld()
  configure(christmas)
  mkdirSync(join(folder, 'block-slots'))
  const profile = `location: ${ids.location}, token: env:CLINIC, base-url: http://sandbox.invalid`
  write('block-slots/profiles.yaml', `default: clinic\nprofiles: { clinic: { ${profile} } }\n`)
  const env = { XDG_CONFIG_HOME: folder, CLINIC: sandbox.token }
  expect(await cli(['apply', '--yes'], { env })).toMatchObject({ code: 0, err: '' })
  expect(sandbox.blocks()).toHaveLength(3)
})

test('another address of the service is used', async () => {
  const { cli, configure } = await startWorld()
  configure(christmas)
  const urls: string[] = []
  const fetch = async (request: Request): Promise<Response> => {
    urls.push(new URL(request.url).origin)
    return Response.json({ events: [] })
  }
  await cli(['plan', '--base-url', 'http://other.invalid'], { fetch })
  expect(new Set(urls)).toEqual(new Set(['http://other.invalid']))
})

test('owners of several sub-accounts are named with their sub-account, each with its token', async () => {
  const { cli, write, sandbox } = await startWorld()
  write(
    'block-slots.yaml',
    `version: 1
zone: Europe/Berlin
window: { days: 60 }
locations:
  berlin:
    id: ${ids.location}
    token: env:BERLIN
    owners: { anna: { user: ${ids.user} } }
  kolkata:
    id: ElsewhereLocation001
    token: env:KOLKATA
    zone: Asia/Kolkata
    owners: { carla: { user: ElsewhereUser0000001 } }
sources:
  closed: { for: all, days: [2026-12-24], title: Closed }
`,
  )
  const env = {
    BERLIN: sandbox.token,
    KOLKATA: sandbox.tokenByName('elsewhere'),
    HIGHLEVEL_BASE_URL: 'http://sandbox.invalid',
  }
  const { code, out } = await cli(['apply', '--yes'], { env })
  expect([code, sandbox.blocks().length]).toEqual([0, 2])
  expect(out).toContain('\nkolkata/carla, times in Asia/Kolkata\n  create  Thu 2026-12-24, all day ')
  const one = await cli(['plan', '--only', 'berlin/anna'], { env })
  expect([one.code, one.out]).toEqual([0, expect.stringContaining(': 1 there already.')])
})

test('what would lie over an appointment is refused by name, which is no failure', async () => {
  const { cli, write, sandbox } = await startWorld()
  write(
    'block-slots.yaml',
    `version: 1
location: ${ids.location}
zone: Asia/Kolkata
window: { from: 2021-06-20, days: 10 }
owners: { anna: { user: ${ids.user} } }
sources:
  away: { for: anna, days: [2021-06-22, 2021-06-23], title: Away }
`,
  )
  const planned = await cli(['plan'])
  expect(planned.out).toContain(
    '  refuse  Wed 2021-06-23, all day        Away\n          over an appointment: Wed 2021-06-23 11:00 to 11:30\n',
  )
  const { code, out } = await cli(['apply', runOf(planned.out)])
  expect([code, sandbox.blocks().length]).toEqual([0, 1])
  expect(out).toContain('  refused  Wed 2021-06-23, all day        Away\n')
  expect(out).toContain(': 1 done, 1 refused.')
})
