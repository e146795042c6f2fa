import { z } from 'zod'
import { isMapping } from './problem.ts'

// The message of each check is what was expected, and continues "Expected <key> to be ". It is the description in the JSON
// Schema as well.

/** The most entries of a list: more than any duty roster has. */
const maxItems = 10_000

/** A text that matches a pattern. */
export const text = (expected: string, pattern: RegExp): z.ZodString =>
  z.string({ error: expected }).regex(pattern, { error: expected }).describe(expected)

/** A mapping with certain keys. The message for any other key is the list of the allowed ones. */
export const object = <Shape extends z.core.$ZodLooseShape>(
  expected: string,
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> =>
  z
    .strictObject(shape, {
      error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : expected),
    })
    .describe(expected)

/** The form of the keys in a mapping of names to values. */
export type KeyPattern = {
  readonly expected: string
  readonly pattern: RegExp
  readonly isValid?: (key: string) => boolean
}

/** A mapping of names to values. */
export const record = <Value extends z.ZodType>(
  expected: string,
  keys: KeyPattern,
  value: Value,
): z.ZodRecord<z.ZodString, Value> =>
  z
    .record(z.string(), value, { error: expected })
    .superRefine(
      (entries, context) => {
        for (const key of Object.keys(entries)) {
          if (keys.pattern.test(key) && keys.isValid?.(key) !== false) continue
          context.addIssue({ code: 'custom', path: [key], message: keys.expected, params: { at: 'key' } })
        }
      },
      // Also where values are wrong: all mistakes are reported at once.
      { when: ({ value: entries }) => isMapping(entries) },
    )
    .meta({ description: expected, propertyNames: { pattern: keys.pattern.source } })

/** One of several words. */
export const oneOf = <const Values extends readonly string[]>(
  ...values: Values
): z.ZodEnum<{ [Value in Values[number]]: Value }> => z.enum(values, { error: `one of ${values.join(', ')}` })

/** A list that is not empty. */
export const list = <Item extends z.ZodType>(expected: string, item: Item): z.ZodArray<Item> =>
  z
    .array(item, { error: expected })
    .min(1, { error: expected })
    .max(maxItems, { error: expected })
    .describe(expected)

/** A value of one of two forms. */
export const either = <One extends z.ZodType, Other extends z.ZodType>(
  expected: string,
  one: One,
  other: Other,
): z.ZodUnion<readonly [One, Other]> => z.union([one, other], { error: expected }).describe(expected)

/** A whole number. */
export const integer = (expected: string, min: number, max?: number): z.ZodInt => {
  const least = z.int({ error: expected }).min(min, { error: expected }).describe(expected)
  return max === undefined ? least : least.max(max, { error: expected })
}
