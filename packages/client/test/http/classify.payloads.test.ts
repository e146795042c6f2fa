import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { BlockSlotsClient, CreatedBlock } from '../../src/index.ts'
import { forced } from '../support/refusal.ts'
import {
  calls,
  clientOf,
  echo,
  failure,
  goodAnswers,
  json,
  operations,
  verdictOf,
  type Called,
} from '../support/service.ts'

// Requests, responses and errors of public programs that use the service. Values that were variables are filled in.

type Row =
  | { readonly kind: 'request'; readonly operation: Called; readonly body: object; readonly refused?: string }
  /** Without an operation: of a route that is none of the contract. */
  | { readonly kind: 'response'; readonly operation: Called | null; readonly body: unknown }
  | {
      readonly kind: 'error'
      readonly status: number
      readonly body: { readonly message: string }
      readonly verdict: string
      readonly hint: string | null
    }

const rows: readonly Row[] = readFileSync(new URL('payloads.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

const open: Readonly<Record<Called, string>> = {
  createBlockSlot: 'outcome-unknown unknown never',
  updateBlockSlot: 'outcome-unknown unknown after',
  deleteEvent: 'outcome-unknown unknown after',
  listBlockedSlots: 'unavailable no after',
  listEvents: 'unavailable no after',
  getCalendar: 'unavailable no after',
  getAppointment: 'unavailable no after',
  getUser: 'unavailable no after',
  listCalendars: 'unavailable no after',
  listUsers: 'unavailable no after',
  getLocation: 'unavailable no after',
}
const isRead = (operation: Called): boolean => open[operation] === 'unavailable no after'

/** The verdict for an operation, from that of a row. */
function expectedFor(verdict: string, operation: Called): string {
  if (verdict === 'open') return open[operation]
  if (verdict === 'open, and forbidden for a read')
    return isRead(operation) ? 'forbidden no never' : open[operation]
  if (verdict.endsWith(', and done for a delete'))
    return operation === 'deleteEvent' ? 'done' : verdict.slice(0, verdict.indexOf(','))
  return verdict
}

const errors = rows.filter((row) => row.kind === 'error')
test.each(errors.flatMap((row) => operations.map((operation) => ({ ...row, operation }))))(
  'error $status $body.message: $operation',
  async ({ status, body, operation, verdict, hint }) => {
    const call = calls[operation](clientOf(() => json(status, body)))
    const wanted = expectedFor(verdict, operation)
    const error = await (wanted === 'done' ? call.then(() => undefined) : failure(call))
    expect(error === undefined ? 'done' : verdictOf(error)).toBe(wanted)
    expect(error?.message ?? body.message).toContain(body.message.slice(0, 40))
    // Without advice of its own, an unknown outcome still has that of its kind.
    expect(error?.hint ?? (hint === null ? 'reconcile' : 'none')).toMatch(hint ?? /reconcile|idempotent/)
  },
)

const lists: readonly Called[] = ['listBlockedSlots', 'listEvents']
/**
 * The operations whose success a response may be, by the operation that it is of. A user is all that has an id. The response
 * to a create is none here: it is about another block than the one that is sent.
 */
const fitting: { readonly [Operation in Called]?: readonly Called[] } = {
  createBlockSlot: ['getUser'],
  deleteEvent: ['deleteEvent'],
  listBlockedSlots: lists,
  listEvents: lists,
}

const responses = rows.filter((row) => row.kind === 'response')
test.each(responses.flatMap((row) => operations.map((operation) => ({ row, operation }))))(
  'response $row.body to $operation',
  async ({ row, operation }) => {
    const call = calls[operation](clientOf(() => json(200, row.body)))
    const wanted = isRead(operation) ? 'invalid-response no never' : open[operation]
    const outcome = await call.then(
      () => 'done',
      async () => verdictOf(await failure(call)),
    )
    expect(outcome).toBe(
      row.operation !== null && fitting[row.operation]?.includes(operation) ? 'done' : wanted,
    )
  },
)

const blocks = rows.filter((row) => row.kind === 'response' && row.operation === 'createBlockSlot')
test.each(blocks)('response $body to the create of its block', async ({ body }) => {
  const { id, ...block } = forced(body) as CreatedBlock
  const { calendarId, locationId, title, startTime, endTime } = block
  const owner = calendarId === undefined ? { assignedUserId: block.assignedUserId } : { calendarId }
  const client = clientOf(() => json(201, body))
  const created = await client.create(forced({ ...owner, locationId, title, startTime, endTime }))
  expect(created).toMatchObject({ id, outcome: 'created' })
  expect(await client.update(id, forced({ ...owner, title, startTime, endTime }))).toMatchObject({ id })
})

const requests = rows.filter((row) => row.kind === 'request')
test.each(requests)('request $body to $operation', async ({ operation, body, refused }) => {
  let sent = 0
  const client: BlockSlotsClient = clientOf((request) => {
    sent += 1
    return operation.endsWith('BlockSlot') ? echo(request) : json(200, goodAnswers[operation])
  })
  const send: Readonly<Record<string, () => Promise<unknown>>> = {
    createBlockSlot: () => client.create(forced(body)),
    updateBlockSlot: () => client.update('x', forced(body)),
    deleteEvent: () => client.delete('x'),
    listBlockedSlots: () => client.list(forced(body)),
  }
  const message = await send[operation]?.().then(
    () => '',
    (error: unknown) => String(error),
  )
  expect(message).toContain(refused ?? '')
  expect([message === '', sent]).toEqual([refused === undefined, refused === undefined ? 1 : 0])
})
