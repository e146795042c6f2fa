import type { Fault } from './fault/fault.ts'

declare const rule: unique symbol

/**
 * A type that no value has: the compiler prints its text for faults that cannot be given. It is a list of faults, so that
 * what reads them still gets one.
 */
export type Rule<Text extends string> = readonly Fault[] & { readonly [rule]: Text }
