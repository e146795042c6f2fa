import { startSandbox, type Fault, type Sandbox } from '@block-slots/sandbox'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ids, run, runAtOnce, type Run } from '../run.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
beforeEach(() => sandbox.reset())
afterAll(() => sandbox.close())

const appointment = 'SeedAppointment00001'
const envWith = (token = sandbox.token): Record<string, string> => ({
  HIGHLEVEL_TOKEN: token,
  HIGHLEVEL_LOCATION_ID: ids.location,
  HIGHLEVEL_BASE_URL: sandbox.url,
})
const remove = (...argv: string[]): Promise<Run> => run(['delete', ...argv], { env: envWith() })
const deletions = (): number =>
  sandbox.audit.filter((entry) => entry.kind === 'commit' && JSON.stringify(entry).includes('"deleted"'))
    .length

async function createBlock(): Promise<string> {
  const times = ['--from', '2021-06-23T03:30Z', '--to', '2021-06-23T04:30Z']
  const { out } = await run(['create', '--user', ids.user, ...times, '--json'], { env: envWith() })
  const { id }: { id: string } = JSON.parse(out)
  return id
}

describe('an appointment', () => {
  test('is not deleted by its id alone, and is named', async () => {
    expect(await remove(appointment)).toEqual({
      code: 2,
      out: '',
      err:
        `Error: Expected ${appointment} to be a block and got an appointment: Wed 2021-06-23 05:30 to 06:00 in UTC, ` +
        '"First meeting". Add --appointment to delete the appointment.\n',
    })
    expect(await remove(appointment, '--yes')).toMatchObject({ code: 2 })
    expect(deletions()).toBe(0)
  })

  test('is not replaced by a block', async () => {
    const times = ['--from', '2021-06-23T03:30Z', '--to', '2021-06-23T04:30Z']
    const argv = ['update', appointment, '--user', ids.user, '--title', 'Lunch', ...times]
    const { code, err } = await run(argv, { env: envWith() })
    expect(code).toBe(2)
    expect(err).toContain('and got an appointment: Wed 2021-06-23 05:30')
    expect(sandbox.audit.filter((entry) => entry.kind === 'request')).toHaveLength(1)
  })

  test('is deleted when that is meant', async () => {
    expect(await remove(appointment, '--appointment')).toMatchObject({ code: 0, err: '' })
    expect(deletions()).toBe(1)
  })

  test.each([
    ['its contact alone', { contactId: 'c' }],
    ['its status alone', { appointmentStatus: 'new' }],
    ['the misspelt status alone', { appoinmentStatus: 'new' }],
  ])('is known by %s, in the field that is published too', async (_, fields) => {
    const event = {
      id: 'someid',
      startTime: '2021-06-23T03:30:00Z',
      endTime: '2021-06-23T04:30:00Z',
      ...fields,
    }
    for (const body of [{ event }, { appointment: event }]) {
      const fetch = async (): Promise<Response> => Response.json(body)
      expect(await runAtOnce(['delete', 'someid'], { env: envWith(), fetch })).toMatchObject({ code: 2 })
    }
  })
})

test('a block is deleted without a question, and so is what is deleted already', async () => {
  const id = await createBlock()
  const out = `Deleted Wed 2021-06-23 03:30 to 04:30 in UTC: "Blocked", id ${id}\n`
  expect(await remove(id)).toEqual({ code: 0, out, err: '' })
  expect(await remove(id)).toEqual({ code: 0, out: `${id} was already deleted.\n`, err: '' })
})

describe('what cannot be read is deleted only with --yes', () => {
  const reading = { operation: 'getAppointment', on: 'every' } as const
  test.each<[what: string, fault: Fault, code: number]>([
    ['the route is closed', { fault: 'route-not-supported', ...reading }, 3],
    ['the response is no event', { fault: 'not-json', ...reading }, 1],
    ['the request is rejected', { fault: 'status', status: 400, ...reading }, 1],
    ['access is forbidden', { fault: 'forbidden', ...reading }, 3],
  ])('%s', async (_, fault, code) => {
    const id = await createBlock()
    sandbox.setFaults([fault])
    const refused = await remove(id)
    expect(refused).toMatchObject({ code, out: '' })
    expect(refused.err).toContain('Nothing was deleted. Add --yes to delete it whatever it is.')
    expect(deletions()).toBe(0)
    expect(await remove(id, '--yes')).toMatchObject({ code: 0 })
    expect(deletions()).toBe(1)
  })

  test.each([
    [404, 'Cannot GET /calendars/events/appointments/someid'],
    [404, '<html>Not Found</html>'],
    [400, 'Bad Request'],
  ])('%i "%s" says nothing of the event', async (status, message) => {
    const fetch = async ({ method }: Request): Promise<Response> =>
      method === 'GET' ? Response.json({ message }, { status }) : Response.json({ succeeded: true })
    expect(await runAtOnce(['delete', 'someid'], { env: envWith(), fetch })).toMatchObject({
      code: 1,
      out: '',
    })
  })

  test('but --yes does not help against a token that is not valid', async () => {
    const { code, err } = await run(['delete', 'someid', '--yes'], { env: envWith('expired-token') })
    expect(code).toBe(3)
    expect(err).not.toContain('--yes')
  })

  test.each([
    [400, 'The event has already been deleted'],
    [422, 'Event not found'],
    [404, 'No such appointment'],
  ])('and %i "%s" tells that it is none', async (status, message) => {
    const fetch = async ({ method }: Request): Promise<Response> =>
      method === 'GET' ? Response.json({ message }, { status }) : Response.json({ succeeded: true })
    expect(await runAtOnce(['delete', 'someid'], { env: envWith(), fetch })).toMatchObject({ code: 0 })
  })
})

describe('an event of another calendar', () => {
  const event = {
    id: 'GoogleEvent000000001',
    title: 'Dentist',
    assignedUserId: ids.user,
    startTime: '2021-06-23T03:30:00Z',
    endTime: '2021-06-23T04:30:00Z',
    createdBy: { source: 'google_calendar' },
  }
  const sent: string[] = []
  const fetch = async ({ method }: Request): Promise<Response> => {
    sent.push(method)
    return Response.json(method === 'GET' ? { event } : { succeeded: true })
  }
  beforeEach(() => sent.splice(0))

  test.each([
    ['delete', [], 'Delete it there, or add --yes to delete it all the same.'],
    ['update', ['--title', 'Lunch'], 'Change it there.'],
  ])('is kept by %s', async (command, argv, remedy) => {
    expect(await runAtOnce([command, event.id, ...argv], { env: envWith(), fetch })).toEqual({
      code: 2,
      out: '',
      err:
        `Error: Expected ${event.id} to be a block and got an event of another calendar, or one of a series: ` +
        `Wed 2021-06-23 03:30 to 04:30 in UTC, "Dentist". ${remedy}\n`,
    })
    expect(sent).toEqual(['GET'])
  })

  test('is deleted with --yes, whatever it is', async () => {
    expect(await runAtOnce(['delete', event.id, '--yes'], { env: envWith(), fetch })).toMatchObject({
      code: 0,
    })
    expect(sent).toEqual(['GET', 'DELETE'])
  })
})
