import { isBlockSlotsError, type BlockSlotsError } from '@block-slots/client'
import { syncError } from '../../error.ts'

/** The consequence of deleting a state, for hints. */
export const lossOfState =
  'only the memory of which blocks this program created is lost, and `claim` records them again'

const hintForDamage = `Delete the state with its -wal file: ${lossOfState}.`

/** Creates the error for a state that cannot be read as it was written. */
export const damaged = (where: string, cause?: unknown): BlockSlotsError =>
  syncError('store-damaged', `Expected an undamaged state and found damage in ${where}.`, {
    hint: hintForDamage,
    cause,
  })

/** Creates the error for a call that does not fit the state. */
export const misuse = (message: string): BlockSlotsError => syncError('invalid-input', message)

/** Result codes of SQLite, without their extensions. */
const codes = {
  error: 1,
  busy: 5,
  locked: 6,
  readonly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
}

/** The result code of an error of node:sqlite. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return undefined
  return error.errcode & 0xff
}

/** The file ends before a page that it should have. */
const shortRead = codes.ioError | (2 << 8)

/** True when the disk has failed: what the system has not yet written of earlier data may be lost without a further error. */
export const isDiskFailure = (error: unknown): boolean => resultCode(error) === codes.ioError

/** Turns an error of SQLite into one of this package; others stay as they are. */
export function storeFailure(error: unknown, path: string): unknown {
  if (isBlockSlotsError(error)) return error
  if (error instanceof Error && 'errcode' in error && error.errcode === shortRead) return damaged(path, error)
  switch (resultCode(error)) {
    case codes.busy:
    case codes.locked:
      return lockedState(path, error)
    case codes.corrupt:
    case codes.notADatabase:
    case codes.error:
      return damaged(path, error)
    case codes.full:
      return syncError(
        'store-unavailable',
        `Expected room for the state ${path}, and the disk is full. Nothing of this was recorded.`,
        {
          hint: 'Make room and start again.',
          cause: error,
        },
      )
    case codes.ioError:
      return syncError(
        'store-unavailable',
        `Expected the disk to read and write the state ${path}, and it failed. Nothing of this was recorded for certain.`,
        {
          hint: 'Check the disk and its file system, then start again.',
          cause: error,
        },
      )
    case codes.readonly:
    case codes.cantOpen:
      return syncError('store-unavailable', `Expected ${path} to be readable and writable, and it is not.`, {
        hint: 'Check the permissions of the file and of its folder.',
        cause: error,
      })
    default:
      return error
  }
}

/** Creates the error for a state that is in use. */
export const lockedState = (path: string, cause?: unknown): BlockSlotsError =>
  syncError('store-locked', `The state ${path} is in use: another command works with it.`, {
    hint: 'Wait until it has ended. While a plan is applied, its progress is shown there.',
    cause,
  })
