import type * as promises from 'node:fs/promises'
import { isRecord } from '../../guard.ts'

/** Returns the file system module. It is loaded on first use: an import would slow every start. */
export const files = (): typeof promises => process.getBuiltinModule('node:fs').promises

/** Returns the code of a file system error. By shape, since test environments have error classes of their own. */
export const codeOf = (error: unknown): unknown => (isRecord(error) ? error.code : undefined)
