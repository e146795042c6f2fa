/**
 * Gives a class of light objects all other members of a class of the platform: they are those of the real object that `real`
 * creates when one of them is used first. Called late, since looking at a class of `fetch` loads all of it.
 */
export function completeFrom(light: { readonly real: () => object }, platform: object): void {
  for (const name of Reflect.ownKeys(platform)) {
    if (name in light) continue
    Object.defineProperty(light, name, {
      get(this: typeof light) {
        const real = this.real()
        const value: unknown = Reflect.get(real, name, real)
        return typeof value === 'function' ? value.bind(real) : value
      },
    })
  }
  // For `instanceof`, which some middleware is checked by.
  Object.setPrototypeOf(light, platform)
}
