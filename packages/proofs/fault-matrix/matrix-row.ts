import type { Fault } from '@block-slots/sandbox'
import type { Operation } from './operations.ts'
import type { RuleName } from './rule.ts'

/** Failure in the client’s own process. */
export type ClientFault =
  | 'clock cannot sleep'
  | 'clock goes backwards'
  | 'limiter fails'
  | 'limiter hangs'
  | 'token function throws'
  | 'token store cannot be read'
  | 'token store cannot be written'
  | 'wall clock jumps'

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
