import type { Fault } from '@block-slots/sandbox'
import { responseRows } from './response-rows.ts'
import type { Operation } from './cell.ts'
import { headerRows } from './header-rows.ts'
import { listRows } from './list-rows.ts'
import { networkRows } from './network-rows.ts'
import type { ClientFault } from './client-faults.ts'
import type { RuleName } from './rule.ts'
import { clientRows } from './client-rows.ts'

/** One row of the matrix. */
export type MatrixRow = {
  /** Number of the fault from 1 to 40; some have several forms. */
  readonly fault: number
  readonly name: string
  /** Fault of the service or the network; the cell adds operation and position. */
  readonly inject?: Fault
  /** Failure in the client’s own process. */
  readonly clientFault?: ClientFault
  readonly rule: RuleName
  /** Operations that it applies to; all by default. */
  readonly only?: readonly Operation[]
  /** The create is lost after or before its commit, and the fault hits the lists it is reconciled with. */
  readonly lost?: 'after' | 'before'
  /** Fault of an earlier create, whose block the list is checked against. */
  readonly earlier?: Fault
  /** Number of other blocks at the same time. */
  readonly others?: number
  /** Lead of the service’s clock. */
  readonly skewMs?: number
}

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
