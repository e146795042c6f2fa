import type * as promises from 'node:fs/promises'
import { isRecord } from '../../guard.ts'

/** The files of this machine. Node's module is loaded when it is first used: importing it would slow every start. */
export const files = (): typeof promises => process.getBuiltinModule('node:fs').promises

/** The code of an error of the file system. By shape, since test environments have errors of their own. */
export const codeOf = (error: unknown): unknown => (isRecord(error) ? error.code : undefined)
