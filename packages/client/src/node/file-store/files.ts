import type * as promises from 'node:fs/promises'
import { isRecord } from '../../guard.ts'

/** Returns the file system module. It is loaded on first use: an import would slow every start. */
export const files = (): typeof promises => process.getBuiltinModule('node:fs').promises

/** Returns the code of a file system error. By shape, since test environments have error classes of their own. */
const codeOf = (error: unknown): unknown => (isRecord(error) ? error.code : undefined)

/** Waits for work on files, and gives another value when it fails with an error of one code. */
export async function unless<Value, Other>(
  code: 'EEXIST' | 'ENOENT',
  work: Promise<Value>,
  other: Other,
): Promise<Other | Value> {
  return work.catch((error: unknown) => {
    if (codeOf(error) === code) return other
    throw error
  })
}

/** Removes a file, if it exists. */
export const remove = (path: string): Promise<void> => unless('ENOENT', files().unlink(path), undefined)
