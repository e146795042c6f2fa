import type { Fault } from '@block-slots/sandbox'
import { answerRows } from './answer.ts'
import type { Operation } from './cell.ts'
import { headerRows } from './header.ts'
import { listRows } from './list.ts'
import { networkRows } from './network.ts'
import type { OwnFault } from './client-faults.ts'
import type { RuleName } from './rule.ts'
import { ownRows } from './client-rows.ts'

/** One line of the matrix. */
export type Row = {
  /** Which of the forty faults it is; some have several forms. */
  readonly fault: number
  readonly name: string
  /** What the service or the network does; at what and when is a matter of the cell. */
  readonly hits?: Fault
  /** What fails in the process of the client. */
  readonly own?: OwnFault
  readonly rule: RuleName
  /** The operations it makes sense for; all of them when missing. */
  readonly only?: readonly Operation[]
  /** The fault is in the lists that tell what became of a create, which was lost in this way. */
  readonly lost?: 'after' | 'before'
  /** How the earlier block, which the list is tried with, was made. */
  readonly earlier?: Fault
  /** How many other blocks there are at the same time. */
  readonly others?: number
  /** How far the service's clock is ahead, in milliseconds. */
  readonly skewMs?: number
}

/** Every line of the matrix. */
export const rows: readonly Row[] = [...networkRows, ...answerRows, ...headerRows, ...listRows, ...ownRows]

/** The faults that no process can make of itself, and what proves them. */
export const elsewhere: readonly {
  readonly fault: number
  readonly name: string
  readonly proven: string
}[] = [
  {
    fault: 37,
    name: 'SIGKILL',
    proven: 'of processes that share tokens: the script tokens; of a job: its journal',
  },
  {
    fault: 38,
    name: 'disk full, fdatasync EIO, torn line',
    proven: 'by the journal of a job; the client writes no file',
  },
  { fault: 40, name: 'Redis killed, emptied, slow', proven: 'against a real server: the script test:redis' },
]
