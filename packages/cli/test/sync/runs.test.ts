import { join } from 'node:path'
import { sqliteStore } from '@block-slots/sync/sqlite'
import { describe, expect, test } from 'vitest'
import { runOf, startWorld, withoutIds } from '../support/world.ts'

const christmas = { anna: ['2026-12-24', '2026-12-25'], ben: ['2026-12-25'] }

describe('runs', () => {
  test('are listed newest first, in the zone of the machine', async () => {
    const { cli, configure, folder } = await startWorld()
    configure(christmas)
    expect(await cli(['runs'])).toEqual({
      code: 0,
      out: 'No runs yet. Make a plan with: block-slots plan\n',
      err: '',
    })
    const id = runOf((await cli(['apply', '--yes'])).out)
    configure({ ...christmas, ben: ['2026-12-26'] })
    const planned = runOf((await cli(['plan'])).out)
    await cli(['undo', id, '--yes'])
    const { code, out } = await cli(['runs'], { zone: 'America/New_York' })
    expect([code, withoutIds(out, folder)]).toMatchSnapshot()
    expect(out.indexOf(planned)).toBeLessThan(out.indexOf(`  ${id}`))
    const rows = JSON.parse((await cli(['runs', '--json'])).out)
    expect(rows).toMatchObject([
      { state: 'done', undoes: id, changes: 3, counts: { done: 3 } },
      { id: planned, state: 'planned', planned: { create: 1, delete: 1 }, stopped: 0 },
      { id, state: 'done', counts: { done: 3 } },
    ])
  })

  test('one is shown with its report, or with its plan before it is applied', async () => {
    const { cli, configure } = await startWorld()
    configure(christmas)
    const planned = await cli(['plan'])
    const id = runOf(planned.out)
    expect((await cli(['runs', id])).out).toBe(planned.out.replace(', 60 days from today', ''))
    const applied = await cli(['apply', id])
    expect(await cli(['runs', id.slice(0, 5)])).toEqual(applied)
    const report = JSON.parse((await cli(['runs', id, '--json'])).out)
    expect(report).toMatchObject({ run: { id, state: 'done' }, counts: { done: 3 } })
    expect(report.steps).toHaveLength(3)
  })

  test('a run that was cut off says how to go on', async () => {
    const { cli, configure, folder } = await startWorld()
    configure(christmas)
    const id = runOf((await cli(['plan'])).out)
    const store = sqliteStore(join(folder, '.block-slots/state.db'))
    await store.startRun(id)
    await store.close()
    expect((await cli(['runs', id])).out).toMatch(
      new RegExp(`^Run ${id}: 3 not sent\\.\\nContinue with: block-slots apply ${id} --config `),
    )
    expect((await cli(['runs'])).out).toContain('applying  clinic, 3 not sent')
    expect(await cli(['apply', id])).toMatchObject({ code: 0 })
  })

  test('one that was undone says so, and a plan from before another run that it is stale', async () => {
    const { cli, configure } = await startWorld()
    configure(christmas)
    const id = runOf((await cli(['apply', '--yes'])).out)
    configure({ ...christmas, ben: ['2026-12-26'] })
    const planned = runOf((await cli(['plan'])).out)
    const undo = await cli(['undo', id, '--yes'])
    const { out } = await cli(['runs', id])
    expect(out).toContain(`Undone by: ${runOf(undo.out)}\n`)
    expect(out).not.toContain('Undo it with')
    const stale = await cli(['runs', planned])
    expect(stale.out).toContain('Stale: another run was started')
    expect(stale.out).not.toContain('Apply it with')
  })

  test('a plan that is cut names the command that shows all of it', async () => {
    const { cli, configure } = await startWorld()
    configure({ anna: Array.from({ length: 14 }, (_, at) => `2026-12-${at + 10}`) })
    const { out } = await cli(['plan'])
    expect(out).toContain('and 4 more to create')
    const [, whole = ''] = /See every change with: block-slots (runs \w+) /.exec(out) ?? []
    const all = await cli(whole.split(' '))
    expect(all.out.match(/^ {2}create/gm)).toHaveLength(14)
    expect(all.out).not.toContain('more to create')
  })

  test.each([['ffffffff'], ['anna']])('of an id that none has is an error: %s', async (id) => {
    const { cli, configure } = await startWorld()
    configure(christmas)
    for (const command of id === 'anna' ? ['runs', 'undo', 'apply'] : ['runs', 'apply'])
      expect(await cli([command, id])).toMatchObject({ code: 2, out: '', err: expect.stringContaining(id) })
  })
})
