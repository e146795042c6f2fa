import { setupServer } from 'msw/node'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { handlers, sandbox } from './service.ts'
import { takeDaysOff } from './vacation.ts'

const server = setupServer(...handlers)
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
beforeEach(() => {
  sandbox.reset()
  sandbox.setFaults([])
  process.env.HIGHLEVEL_TOKEN = sandbox.token
})
afterAll(async () => {
  server.close()
  await sandbox.close()
})

const anna = '0007BWpSzSwfiuSl0tR2'

test('days off are blocked once, however often they are sent', async () => {
  expect(await takeDaysOff(anna, '2030-12-23', '2030-12-27')).toBe('created')
  expect(await takeDaysOff(anna, '2030-12-23', '2030-12-27')).toBe('existing')
  expect(
    sandbox.blocks().map(({ title, endTime }) => [title, endTime]),
  ).toEqual([['Vacation', '2030-12-27T23:59:00-05:00']])
})

test('a lost response is found again', async () => {
  sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot' }])
  expect(await takeDaysOff(anna, '2030-12-23', '2030-12-27')).toBe('reconciled')
  expect(sandbox.blocks().length).toBe(1)
})

test('an expired token is reported', async () => {
  process.env.HIGHLEVEL_TOKEN = sandbox.tokenByName('expired')
  expect(await takeDaysOff(anna, '2030-12-23', '2030-12-27')).toBe(
    'unauthenticated, applied: no',
  )
  expect(sandbox.blocks()).toEqual([])
})
