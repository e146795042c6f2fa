import { expect, test } from 'vitest'
import { ids } from '../run.ts'
import { startDesk } from '../block/support.ts'
import { runOf, startWorld } from '../support/world.ts'

const zone = ''

test('on a machine without a zone no wall clock is read, and times are shown in UTC', async () => {
  const { cliWith } = await startDesk()
  const create = ['create', '--user', ids.user, '--from', '2026-12-24 9:00', '--to', '10:00']
  expect(await cliWith({ zone }, ...create)).toEqual({
    code: 2,
    out: '',
    err: 'Error: The time zone of this machine is unknown. Add --zone, such as --zone America/New_York, or set TZ.\n',
  })
  const created = await cliWith({ zone }, ...create, '--zone', 'Asia/Kolkata', '--json')
  const { id }: { id: string } = JSON.parse(created.out)
  expect((await cliWith({ zone }, 'delete', id)).out).toContain('Thu 2026-12-24 03:30 to 04:30 in UTC')
  expect((await cliWith({ zone }, 'whoami')).out).toContain('Wall clocks  unknown (the zone of this machine)')
})

test('a run of an import is undone there too', async () => {
  const { run } = await startWorld()
  const { out } = await run(
    ['holidays', 'US', '--user', ids.user, '--days', '60', '--zone', 'UTC', '--yes'],
    { zone },
  )
  expect(await run(['undo', runOf(out), '--yes'], { zone })).toMatchObject({ code: 0, err: '' })
})
