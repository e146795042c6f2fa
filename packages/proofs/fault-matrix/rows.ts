import { clientRows } from './client-rows.ts'
import { headerRows } from './header-rows.ts'
import { listRows } from './list-rows.ts'
import type { MatrixRow } from './matrix-row.ts'
import { networkRows } from './network-rows.ts'
import { responseRows } from './response-rows.ts'

/** Every row of the matrix. */
export const rows: readonly MatrixRow[] = [
  ...networkRows,
  ...responseRows,
  ...headerRows,
  ...listRows,
  ...clientRows,
]

/** Faults that one process cannot inject into itself, and what proves them. */
export const provenElsewhere: readonly {
  readonly fault: number
  readonly name: string
  readonly by: string
}[] = [
  {
    fault: 37,
    name: 'SIGKILL',
    by: 'processes that share tokens: `pnpm prove tokens`; a job: its journal',
  },
  {
    fault: 38,
    name: 'disk full, fdatasync EIO, torn line',
    by: 'the journal of a job; the client writes no file',
  },
  { fault: 40, name: 'Redis killed, emptied, slow', by: 'a real server: `npm run test:redis`' },
]
