import { expect, test } from 'vitest'
import { anna, ben, startDesk, tidy } from './support.ts'

const nine = ['--from', '2026-12-01 9:00', '--to', '10:00']

test('delete names each block that it deletes', async () => {
  const { cli, sandbox, create } = await startDesk()
  const ids = [await create('--user', anna, ...nine, '--title', 'Tea'), await create('--user', ben, ...nine)]
  const { code, out, err } = await cli('delete', ...ids, ...ids)
  expect({ code, err, blocks: sandbox.blocks() }).toEqual({ code: 0, err: '', blocks: [] })
  expect(tidy(out)).toMatchInlineSnapshot(`
    "Deleted Tue 2026-12-01 09:00 to 10:00 in America/New_York: "Tea",
      id <id>
    Deleted Tue 2026-12-01 09:00 to 10:00 in America/New_York: "Blocked",
      id <id>
    "
  `)
})

test('an appointment that is meant is named as well', async () => {
  const { cli } = await startDesk()
  const { code, out } = await cli('delete', 'SeedAppointment00001', '--appointment')
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/^Deleted Wed 2021-06-23 [^]*: "[^"]+",\s+id SeedAppointment00001\n$/),
  ])
})

test('an appointment among them keeps all of them', async () => {
  const { cli, sandbox, create } = await startDesk()
  const id = await create('--user', anna, ...nine)
  expect(await cli('delete', id, 'SeedAppointment00001')).toMatchObject({ code: 2, out: '' })
  expect(sandbox.blocks()).toHaveLength(1)
})

test('one that does not exist does not keep the others', async () => {
  const { cli, sandbox, create } = await startDesk()
  const id = await create('--user', anna, ...nine)
  const { code, err } = await cli('delete', 'NoSuchEvent000000001', id)
  expect([code, sandbox.blocks()]).toEqual([7, []])
  expect(err).toContain('HighLevel rejected it (404): Event not found')
  expect(err).toContain('Not deleted, 1 of 2: NoSuchEvent000000001.\n')
})

test('JSON has a line for each id', async () => {
  const { cli, create } = await startDesk()
  const id = await create('--user', anna, ...nine)
  await cli('delete', id)
  const { out } = await cli('delete', id, '--json')
  expect(JSON.parse(out)).toMatchObject({ id, alreadyDeleted: true })
})
