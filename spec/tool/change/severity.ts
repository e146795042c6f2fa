/** How much a change asks of those who use the contract. */

/** From what nobody notices to what somebody has to act on. */
export const severities = ['none', 'editorial', 'additive', 'breaking'] as const
export type Severity = (typeof severities)[number]

/** One thing that oasdiff says about two documents. */
export type Row = {
  readonly id: string
  /** 3 an error, 2 a warning, 1 for information. */
  readonly level: number
  readonly text: string
  /** The method, in capitals. */
  readonly operation?: string | undefined
  readonly path?: string | undefined
}

/**
 * What oasdiff gives for information although it breaks somebody. It looks at what goes over the wire; these look at
 * what is generated from the document and at what an answer may turn out to be.
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
    why: 'bodies are told apart otherwise',
  },
  { id: /^api-security-component-.*(changed|removed)$/, why: 'tokens are got or sent otherwise' },
]

/** How grave a row is, and why when that is not oasdiff's own judgement. */
export function severityOf({ id, level }: Row): { readonly severity: Severity; readonly why?: string } {
  if (level > 1) return { severity: 'breaking' }
  const found = graver.find((one) => one.id.test(id))
  return found === undefined ? { severity: 'additive' } : { severity: 'breaking', why: found.why }
}

/** The gravest; `none` of nothing. */
export function gravest(all: readonly Severity[]): Severity {
  return severities.findLast((one) => all.includes(one)) ?? 'none'
}
