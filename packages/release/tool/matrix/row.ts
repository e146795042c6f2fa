import { browserRow } from './browser.ts'
import { processRows } from './process.ts'
import type { Row } from './runtime.ts'
import { workerRow } from './worker.ts'

/** The rows of the matrix, from top to bottom. What is not here is not claimed. */
export const rows: readonly Row[] = [...processRows, workerRow, browserRow]
