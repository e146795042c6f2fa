import { sqliteStore } from '@block-slots/sync/sqlite'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runOf, startWorld, valuesOf } from '../support/world.ts'

const christmas = { anna: ['2026-12-24', '2026-12-25'], ben: ['2026-12-25'] }
const days = Array.from({ length: 12 }, (_, at) => `2026-12-${String(at + 5).padStart(2, '0')}`)

/** A feed with an event of a whole day for each day. */
function feedOf(dates: readonly string[]): string {
  const events = dates.flatMap((date) => [
    'BEGIN:VEVENT',
    `UID:${date}@example.com`,
    'DTSTAMP:20261101T000000Z',
    `DTSTART;VALUE=DATE:${date.replaceAll('-', '')}`,
    'SUMMARY:Off',
    'END:VEVENT',
  ])
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//example//EN', ...events, 'END:VCALENDAR']
  return lines.map((line) => `${line}\r\n`).join('')
}

describe('2: nothing is sent, and the mistake is named', () => {
  test('every mistake of a configuration has a line of its own', async () => {
    const { cli, write, sandbox } = await startWorld()
    write(
      'block-slots.yaml',
      `version: 1
location: C2QujeCh8ZnC7al2InWR
zone: Europe/Berln
window: { days: 60 }
owners:
  anna: { usr: 0007BWpSzSwfiuSl0tR2 }
sources:
  away: { for: ana, days: [2026-12-24], title: Away }
`,
    )
    const { code, out, err } = await cli(['plan'])
    expect([code, out, sandbox.audit]).toEqual([2, '', []])
    const [first, ...lines] = err.trimEnd().split('\n')
    expect(first).toMatch(/^Error: .* configuration has \d errors\.$/)
    expect(lines.length).toBeGreaterThanOrEqual(3)
    for (const line of lines) expect(line).toMatch(/block-slots\.yaml:\d+:\d+: Expected /)
    expect(lines.join('\n')).toContain(':3:7: ')

    const json = await cli(['plan', '--json'])
    expect(JSON.parse(json.err)).toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(':3:7: '),
    })
  })

  test('a variable that is not set is named', async () => {
    const { cli, configure } = await startWorld()
    configure(christmas)
    const { code, err } = await cli(['plan'], { env: {} })
    expect([code, err]).toEqual([2, expect.stringContaining('HIGHLEVEL_TOKEN')])
  })

  test.each([
    [['plan', '--allow', 'many'], 'Expected --allow to be a number of blocks and got "many".'],
    [['plan', '--only', 'carla'], 'carla'],
    [['plan', '--allow', '1', '--allow', '2'], 'Expected --allow to be given once'],
    [['apply', '--only-failed'], 'Write block-slots apply RUN --only-failed'],
    [['apply', '3f9a1c20', '--html', 'p.html'], 'see the run with: block-slots runs 3f9a1c20'],
    [['apply', '3f9a1c20', '--week'], 'Expected --week without a run'],
    [['apply', 'ffff'], 'ffff'],
    [['apply', 'anna'], 'anna'],
    [['undo', 'ffffffff', '--yes'], 'ffffffff'],
    [['undo'], 'block-slots undo needs the id of the run.'],
    [['verify', '--out', 'a.json'], 'verify has no option --out. It is an option of plan.'],
  ])('%j', async (argv, words) => {
    const { cli, configure, sandbox } = await startWorld()
    configure(christmas)
    const { code, out, err } = await cli(argv)
    expect([code, out, sandbox.blocks()]).toEqual([2, '', []])
    expect(err).toContain(words)
    expect(JSON.parse((await cli([...argv, '--json'])).err)).toHaveProperty('message')
  })
})

test('1: the state is in use by another process', async () => {
  const { cli, configure, folder } = await startWorld()
  configure(christmas)
  await cli(['plan'])
  const store = sqliteStore(join(folder, '.block-slots/state.db'))
  try {
    const { code, err } = await cli(['plan'])
    expect([code, err]).toEqual([1, expect.stringContaining('Error: ')])
  } finally {
    await store.close()
  }
})

test('1: the state is damaged', async () => {
  const { cli, configure, write, sandbox } = await startWorld()
  configure(christmas)
  await cli(['plan'])
  write('.block-slots/state.db', 'this was a state')
  for (const argv of [['plan'], ['apply', '--yes'], ['apply', 'ffff'], ['runs'], ['claim', '--yes']]) {
    const { code, out, err } = await cli(argv)
    expect([code, out, err]).toEqual([
      1,
      '',
      expect.stringContaining('state.db to be a state of block-slots'),
    ])
  }
  expect(sandbox.blocks()).toEqual([])
})

test('1: a plan is stale once another one was applied', async () => {
  const { cli, configure, sandbox } = await startWorld()
  configure(christmas)
  const id = runOf((await cli(['plan'])).out)
  await cli(['apply', '--yes'])
  const { code, err } = await cli(['apply', id])
  expect([code, sandbox.blocks().length]).toEqual([1, 3])
  expect(err).toMatch(/^Error: /)
})

describe('5: a change was made and not reported', () => {
  test('when the report cannot be printed, with how to go on', async () => {
    const { cli, configure, sandbox } = await startWorld()
    configure(christmas)
    const id = runOf((await cli(['plan'])).out)
    const out = (): void => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    }
    const { code, err } = await cli(['apply', id], { out })
    expect([code, sandbox.blocks().length]).toEqual([5, 3])
    expect(err).toContain(`Continue with: block-slots apply ${id} --config`)
    // What is done is not done again.
    expect(await cli(['apply', id])).toMatchObject({ code: 0, out: expect.stringContaining('3 done') })
    expect(sandbox.blocks()).toHaveLength(3)
  })

  const closed = (): void => {
    throw Object.assign(new Error('closed'), { code: 'EPIPE' })
  }

  test('when a line of JSON cannot be printed, although the run goes on', async () => {
    const { cli, configure, sandbox } = await startWorld()
    configure(christmas)
    let lines = 0
    const out = (): void => {
      lines += 1
      if (lines > 1) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    }
    const { code, err } = await cli(['apply', '--yes', '--json'], { out })
    expect([code, sandbox.blocks().length]).toEqual([5, 3])
    expect(JSON.parse(err)).toMatchObject({ code: 'output' })
    expect(await cli(['plan', '--exit-code'])).toMatchObject({ code: 0 })
  })

  test('but not when only the file of the report cannot be written', async () => {
    const { cli, configure, folder } = await startWorld()
    configure(christmas)
    const id = runOf((await cli(['plan'])).out)
    // A folder in its place.
    mkdirSync(join(folder, `.block-slots/${id}.report.json`))
    const { code, out, err } = await cli(['apply', id])
    expect([code, out]).toEqual([0, expect.stringMatching(/^Run \w+: 3 done\.\nUndo it with: /)])
    expect(err).toMatch(/^Note: the report could not be written: /)
    expect(readdirSync(join(folder, '.block-slots')).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('when the reader closes its pipe before the report', async () => {
    const { cli, configure, sandbox } = await startWorld()
    configure(christmas)
    const { code, err } = await cli(['apply', '--yes'], { out: closed })
    expect([code, sandbox.blocks().length]).toEqual([5, 3])
    expect(err).toMatch(
      /its reader has closed the pipe\n(.*\n)?.*Continue with: block-slots apply [0-9a-f]{8}/,
    )
    configure({ ...christmas, ben: ['2026-12-25', '2026-12-31'] })
    expect(await cli(['apply', '--yes', '--json'], { out: closed })).toMatchObject({ code: 5 })
    configure({ ...christmas, ben: ['2026-12-25', '2026-12-30', '2026-12-31'] })
    expect(await cli(['watch'], { out: closed })).toMatchObject({ code: 5 })
  })

  test('but not when it closes it after a report, or when there was nothing to do', async () => {
    const { cli, configure } = await startWorld()
    configure(christmas)
    expect(await cli(['plan'], { out: closed })).toMatchObject({ code: 0, err: '' })
    expect(await cli(['apply', '--yes'])).toMatchObject({ code: 0 })
    expect(await cli(['apply', '--yes'], { out: closed })).toMatchObject({ code: 0, err: '' })
  })
})

describe('7: a part was not done', () => {
  test('failed items are named with their reason, and sent again', async () => {
    const rejected = { fault: 'status', status: 422, operation: 'createBlockSlot', on: 'first' } as const
    const { cli, configure, sandbox } = await startWorld({ faults: [rejected] })
    configure(christmas)
    const { code, out } = await cli(['apply', '--yes'])
    expect([code, sandbox.blocks().length]).toEqual([7, 2])
    expect(out).toContain(': 2 done, 1 failed.')
    expect(out).toMatch(
      /\n {2}failed {3}\w{3} 2026-12-2\d, all day +Away\n {11}(anna|ben): HighLevel rejected it \(422\): /,
    )
    const id = runOf(out)
    expect(out).toContain(`Send what failed again with: block-slots apply ${id} --only-failed --config`)
    const again = await cli(['apply', id, '--only-failed'])
    expect([again.code, sandbox.blocks().length]).toEqual([0, 3])
  })

  test.each([
    ['an empty file', '', []],
    ['a truncated feed', 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n', []],
    ['a feed without events', feedOf([]), ['--allow', '12']],
  ])('%s stops its owner by name, and nothing is deleted', async (_, feed, override) => {
    const { cli, configure, write, sandbox } = await startWorld()
    configure({ ben: ['2026-12-25'] }, '  rota: { for: anna, ics: rota.ics }\n')
    write('rota.ics', feedOf(days))
    expect(await cli(['apply', '--yes'])).toMatchObject({ code: 0 })
    expect(sandbox.blocks()).toHaveLength(days.length + 1)

    write('rota.ics', feed)
    configure({ ben: ['2026-12-26'] }, '  rota: { for: anna, ics: rota.ics }\n')
    const planned = await cli(['plan', '--exit-code'])
    expect(planned.code).toBe(7)
    expect(planned.out).toMatch(/\nStopped: anna\n {2}[^]*rota/)
    expect(planned.out).toContain(', 1 owner stopped.')
    expect(await cli(['verify'])).toMatchObject({
      code: 7,
      out: expect.stringContaining('1 owner not compared.'),
    })
    // The others are not kept from it.
    const applied = await cli(['apply', runOf(planned.out)])
    expect([applied.code, sandbox.blocks().length]).toEqual([7, days.length + 1])
    expect(applied.out).toContain('Stopped: anna\n')

    expect(planned.out.includes('To go on anyway:\n  block-slots plan')).toBe(override.length > 0)
    const [, command = ''] = /\n {2}block-slots (.*) --config/.exec(planned.out) ?? []
    expect(command).toBe(override.length === 0 ? '' : `plan --only anna ${override.join(' ')}`)
    if (override.length === 0) return
    const meant = await cli(command.split(' '))
    expect([meant.code, meant.out]).toEqual([0, expect.stringContaining('12 to delete')])
    expect(await cli(['apply', runOf(meant.out)])).toMatchObject({ code: 0 })
    expect(sandbox.blocks()).toHaveLength(1)
  })
})

describe('an interruption', () => {
  test('of a plan, and of the question, exits with the code of the signal', async () => {
    const { cli, configure, sandbox } = await startWorld()
    configure(christmas)
    const controller = new AbortController()
    const fetch = async (): Promise<Response> => {
      controller.abort('SIGTERM')
      return new Promise(() => {})
    }
    const { code, err } = await cli(['plan'], { fetch, signal: controller.signal })
    expect([code, err]).toEqual([143, 'Error: interrupted by SIGTERM\n'])
    const signal = AbortSignal.abort('SIGTERM')
    const json = await cli(['plan', '--json'], { signal })
    expect(JSON.parse(json.err)).toEqual({
      code: 'aborted',
      message: 'interrupted by SIGTERM',
      applied: 'no',
    })

    const asking = new AbortController()
    const ask = async (): Promise<string> => {
      asking.abort('SIGINT')
      return ''
    }
    const asked = await cli(['apply'], { ask, signal: asking.signal })
    expect([asked.code, asked.err]).toEqual([130, expect.stringContaining('interrupted by SIGINT')])
    expect(sandbox.blocks()).toEqual([])
  })

  test('after changes exits with 7, reports them, and the next run finishes', async () => {
    const { cli, configure, sandbox } = await startWorld({ limit: { max: 10, intervalMs: 10_000 } })
    configure({ anna: days, ben: days })
    const controller = new AbortController()
    let creates = 0
    const fetch = async (request: Request): Promise<Response> => {
      if (request.method === 'POST') creates += 1
      if (creates === 3) controller.abort('SIGINT')
      return sandbox.fetch(request)
    }
    const { code, out, err } = await cli(['apply', '--yes'], { fetch, signal: controller.signal })
    expect(code).toBe(7)
    const created = sandbox.blocks().length
    expect(created).toBeGreaterThan(0)
    expect(created).toBeLessThan(days.length * 2)
    expect(out).toContain(`: ${created} done, `)
    expect(err).toContain('Interrupted. Waiting for the responses to what was sent')
    const id = runOf(out)
    expect(out).toContain(`Continue with: block-slots apply ${id} --config`)

    const continued = await cli(['apply', id])
    expect(continued.code).toBe(0)
    expect(continued.err).toContain('blocks that an interrupted run has sent may still appear')
    expect(sandbox.blocks()).toHaveLength(days.length * 2)
  })

  test('in JSON lines names how to go on in the report', async () => {
    const { cli, configure, sandbox } = await startWorld({ limit: { max: 10, intervalMs: 10_000 } })
    configure({ anna: days, ben: days })
    const controller = new AbortController()
    const fetch = async (request: Request): Promise<Response> => {
      if (request.method === 'POST') controller.abort('SIGTERM')
      return sandbox.fetch(request)
    }
    const { code, out } = await cli(['apply', '--yes', '--json'], { fetch, signal: controller.signal })
    const lines = valuesOf(out)
    const { length } = lines.filter(({ type }) => type === 'step')
    expect([code, length]).toEqual([7, sandbox.blocks().length])
    expect(lines.at(-1)).toMatchObject({
      type: 'report',
      run: { state: 'stopped' },
      resume: expect.stringMatching(/^block-slots apply [0-9a-f]{8} --config /),
    })
  })

  test('before the first change exits with the code of the signal', async () => {
    const { cli, configure, sandbox } = await startWorld()
    configure(christmas)
    const id = runOf((await cli(['plan'])).out)
    const { code } = await cli(['apply', id], { signal: AbortSignal.abort('SIGINT') })
    expect([code, sandbox.blocks()]).toEqual([130, []])
  })
})
