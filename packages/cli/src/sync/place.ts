/** A country, or a state or region of it. */
export type Place = { readonly country: string; readonly region?: string }

/** Splits the codes of a place: `DE`, `DE-BY`, `de by`. Any other text is that of a country. */
export function splitPlace(text: string): Place {
  const [, country = text.trim(), rest] = /^\s*([a-z]{2})(?:[\s/-]+(\S.*?))?\s*$/i.exec(text) ?? []
  const code = country.length === 2 ? country.toUpperCase() : country
  const region = rest?.split(/[\s/-]+/).join('-')
  // The code that most people write for the United Kingdom is another one in ISO 3166.
  return { country: code === 'UK' ? 'GB' : code, ...(region !== undefined && { region }) }
}
