declare const rule: unique symbol

/**
 * A type that no value has, beside the types of a field: the compiler prints its text for a value that cannot be given. It is
 * a string, so that what reads the field still gets one.
 */
export type Rule<Text extends string> = string & { readonly [rule]: Text }

/**
 * The types of fields that cannot be given; the compiler prints the text. Members of an enumeration, since editors tell the
 * members of a union apart by types of one value, and complete text, but not these.
 */
export declare enum Mistake {
  'either to or duration, not both' = 'both',
  'one of to or duration' = 'none',
}
