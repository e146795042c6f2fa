import { BlockSlotsError, isBlockSlotsError, type ErrorCode } from '@block-slots/client'

type Failure = { readonly code: ErrorCode; readonly retry: 'after' | 'never'; readonly hint?: string }

/** By the class of a SQLSTATE, its first two characters. */
const failures: Readonly<Record<string, Failure>> = {
  // Integrity constraints: something is added twice.
  '23': { code: 'invalid-input', retry: 'never' },
  '28': {
    code: 'store-unavailable',
    retry: 'never',
    hint: 'Check the user and the password of the connection.',
  },
  '3D': { code: 'store-unavailable', retry: 'never', hint: 'Create the database, or correct its name.' },
  // Insufficient privilege is one of them; so are tables and columns that are not there.
  '42': {
    code: 'store-damaged',
    retry: 'never',
    hint: 'Let the user create a schema in this database, and let nothing else change the tables in it.',
  },
  XX: { code: 'store-damaged', retry: 'never', hint: 'Restore the database from a backup.' },
}

/** Everything else passes: the connection, a restart, a full disk, too many connections. */
const unavailable: Failure = {
  code: 'store-unavailable',
  retry: 'after',
  hint: 'Nothing more is sent. Start again when PostgreSQL is reachable: an interrupted run is continued.',
}

/** The SQLSTATE of an error of the server. */
function stateOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  // Node's codes have other lengths, but for EPIPE.
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && code !== 'EPIPE' ? code : undefined
}

/** True when nothing more can be done on the connection: it has ended, is about to, or did not reply. */
export function isConnectionLost(error: unknown): boolean {
  const state = stateOf(error)
  return state === undefined || state.startsWith('08') || state.startsWith('57P')
}

/** Makes the error of the store. Only the message of its cause is kept, since `pg` puts values into other fields. */
export function storeError(error: unknown): BlockSlotsError {
  if (isBlockSlotsError(error)) return error
  const state = stateOf(error)
  const { code, retry, hint } = failures[state?.slice(0, 2) ?? ''] ?? unavailable
  const reason = reasonOf(error)
  return new BlockSlotsError({
    code,
    message: `sync: Expected PostgreSQL to keep the state and got: ${reason}`,
    applied: 'no',
    retry,
    operation: 'sync',
    hint,
    cause: Object.assign(new Error(reason), state === undefined ? {} : { code: state }),
  })
}

/** The SQLSTATE of an error of the store, if the server has sent one. */
export const sqlStateOf = (error: unknown): string | undefined =>
  error instanceof Error ? stateOf(error.cause) : undefined

/** A host with several addresses fails with several errors and no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
