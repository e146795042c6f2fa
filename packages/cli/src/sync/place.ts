/** A country, or a state or region of it. */
export type Place = { readonly country: string; readonly region?: string }

/** Splits the codes of a place: `DE`, `DE-BY`, `de by`. */
export function splitPlace(text: string): Place {
  const [country = '', ...rest] = text.trim().split(/[\s/-]+/)
  const code = country.toUpperCase()
  // The code that most people write for the United Kingdom is another one in ISO 3166.
  return { country: code === 'UK' ? 'GB' : code, ...(rest.length > 0 && { region: rest.join('-') }) }
}
