import { expect, test } from 'vitest'
import { anna, ben, startDesk, type Desk } from './support.ts'

const day = ['--day', '2026-12-24']

/** A run whose first write is interrupted while it is in flight. */
async function interrupted(
  desk: Desk,
  argv: readonly string[],
  respond: (request: Request) => Promise<Response>,
) {
  const controller = new AbortController()
  const fetch = async (request: Request): Promise<Response> => {
    if (request.method === 'GET') return desk.sandbox.fetch(request)
    controller.abort('SIGINT')
    return respond(request)
  }
  return desk.cliWith({ fetch, signal: controller.signal }, ...argv)
}

test('what is in flight finishes and is reported', async () => {
  const desk = await startDesk()
  const { code, out, err } = await interrupted(desk, ['create', '--user', anna, ...day], (request) =>
    desk.sandbox.fetch(request),
  )
  expect([code, out]).toEqual([0, expect.stringContaining('Blocked')])
  expect(err).toContain(
    'Interrupted. Waiting for the response to what was sent; interrupt again to end at once.\n',
  )
})

test('what was not sent is named, and the exit code is 7', async () => {
  const desk = await startDesk()
  const argv = ['create', '--user', anna, '--user', ben, ...day]
  const { code, out, err } = await interrupted(desk, argv, (request) => desk.sandbox.fetch(request))
  expect([code, desk.sandbox.blocks().length]).toEqual([7, 1])
  expect(out.match(/^Blocked/gm)).toHaveLength(1)
  expect(err).toContain('interrupted by SIGINT')
  expect(err).toContain('Not created, 1 of 2: Ben')
})

test('without a response it ends after ten seconds, with 5', async () => {
  const desk = await startDesk()
  const { code, out, err } = await interrupted(
    desk,
    ['create', '--user', anna, ...day],
    () => new Promise(() => {}),
  )
  expect([code, out]).toEqual([5, ''])
  expect(err).toContain('interrupted by SIGINT')
  expect(err).toContain('may have been created')
})
