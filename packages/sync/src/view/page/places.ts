/** The places of blocks on a page, as classes: the policy of the page allows no style in an attribute. */
export type Places = {
  /** Returns the class of declarations. */
  readonly classOf: (declarations: string) => string
  readonly rules: () => string
}

/** Creates the places of a page. */
export function createPlaces(): Places {
  const classes = new Map<string, string>()
  return {
    classOf(declarations) {
      const name = classes.get(declarations) ?? `p${classes.size.toString(36)}`
      classes.set(declarations, name)
      return name
    },
    // Named three times, a class wins over the rule of all blocks.
    rules: () => [...classes].map(([text, name]) => `.${name}.${name}.${name}{${text}}`).join(''),
  }
}
