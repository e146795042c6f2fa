declare const rule: unique symbol

/**
 * A type that no value has: the compiler prints its text for a value that cannot be given there. It is a string, so that
 * what reads the field still gets one.
 */
export type Rule<Text extends string> = string & { readonly [rule]: Text }
