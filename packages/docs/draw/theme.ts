/** The name of a colour. */
type Paint = 'page' | 'name' | 'soft' | 'own' | 'bad' | 'risk'

/** Colours of the pictures, by the name of a class: light and dark. Pictures by hand use the same. */
const paints: Readonly<Record<Paint, readonly [light: string, dark: string]>> = {
  page: ['fill: #fff', 'fill: #161618'],
  name: ['fill: #59636e', 'fill: #a2abb6'],
  soft: ['fill: #4a535d', 'fill: #b6bec9'],
  own: ['fill: #3a5ccc', 'fill: #8ea5f5'],
  bad: ['fill: #b3261e', 'fill: #ff8a80'],
  risk: ['fill: #f2b8b5', 'fill: #7a3833'],
}

/** Writes the style of a picture with some colours, for light and dark screens. */
export function writeStyle(names: readonly Paint[]): string {
  const rules = (scheme: 0 | 1): string =>
    names.map((name) => `.${name} { ${paints[name][scheme]} }`).join('\n    ')
  return `  <style>
    ${rules(0)}
    @media (prefers-color-scheme: dark) {
    ${rules(1)}
    }
  </style>`
}

/** Escapes text for SVG. */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
