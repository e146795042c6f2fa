/** Severities of changes. */

/** From changes without an effect to breaking ones. */
export const severities = ['none', 'editorial', 'additive', 'breaking'] as const
export type Severity = (typeof severities)[number]

/** One row of oasdiff about two documents. */
export type Row = {
  readonly id: string
  /** 3 for an error, 2 for a warning, 1 for information. */
  readonly level: number
  readonly text: string
  /** The method, in capitals. */
  readonly operation?: string | undefined
  readonly path?: string | undefined
}

/**
 * Rows that oasdiff reports as information although they are breaking. It considers the wire format alone; these consider
 * generated code and the possible values of a response.
 */
export const graver: readonly { readonly id: RegExp; readonly why: string }[] = [
  { id: /^api-operation-id-removed$/, why: 'generated clients name their functions by it' },
  { id: /^api-tag-removed$/, why: 'generators name their classes by tags' },
  { id: /removed-with-deprecation$/, why: 'it is gone, announced or not' },
  { id: /^response-non-success-status-removed$/, why: 'generated types name answers by their status' },
  { id: /^response-.*enum-value-removed$/, why: 'code that names the value no longer compiles' },
  { id: /^response-.*(all-of-removed|any-of-added)$/, why: 'answers may lack what they had' },
  { id: /^response-.*pattern-(changed|removed)$/, why: 'answers may be what they could not be' },
  { id: /^response-media-type-name-changed$/, why: 'generated types name answers by their media type' },
  {
    id: /default/,
    why: 'a default decides what leaving the field out means, and whether generated types ask for it',
  },
  { id: /-became-(read|write)-only$/, why: 'it can no longer be sent, or no longer comes' },
  {
    id: /discriminator-(removed|mapping-changed|mapping-deleted|property-name-changed)$/,
    why: 'bodies are discriminated otherwise',
  },
  { id: /^api-security-component-.*(changed|removed)$/, why: 'tokens are got or sent otherwise' },
]

/** The severity of a row, and the reason when it differs from oasdiff's own. */
export function severityOf({ id, level }: Row): { readonly severity: Severity; readonly why?: string } {
  if (level > 1) return { severity: 'breaking' }
  const found = graver.find((one) => one.id.test(id))
  return found === undefined ? { severity: 'additive' } : { severity: 'breaking', why: found.why }
}

/** The highest severity; `none` for an empty list. */
export function gravest(all: readonly Severity[]): Severity {
  return severities.findLast((one) => all.includes(one)) ?? 'none'
}
