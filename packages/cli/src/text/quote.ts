/** Writes an argument for a shell. */
export const quoteArgument = (text: string): string =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`

/** Writes a name for a shell, as a person would: in double quotes, unless a shell reads something else in them. */
export const quoteName = (name: string): string => {
  if (/^[\p{L}\p{N}_-]+$/u.test(name)) return name
  return /["$`\\!]/.test(name) ? quoteArgument(name) : `"${name}"`
}
