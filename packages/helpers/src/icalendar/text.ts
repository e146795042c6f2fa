import { type Component, type PropertyName, propertyOf } from './component.ts'

/** The unescaped text of a property; empty without one. */
function textOf(component: Component, name: PropertyName): string {
  const text = propertyOf(component, name)?.value ?? ''
  const plain = text.includes('\\')
    ? text.replaceAll(/\\(.)/g, (_, escaped: string) => (/n/i.test(escaped) ? '\n' : escaped))
    : text
  // Copied: a slice of a piece of the file would keep the whole piece in memory.
  return ` ${plain}`.slice(1)
}

/** All characters that end a line somewhere. The service rejects a title with one. */
const lineBreaks = /[\n\v\f\r\u0085\u2028\u2029]+/g

/** The UID and the title of a component. */
export function namesOf(component: Component): { uid: string | null; title: string } {
  const uid = textOf(component, 'UID').trim()
  const title = textOf(component, 'SUMMARY')
  return {
    uid: uid === '' ? null : uid,
    title: title.search(lineBreaks) >= 0 ? title.replaceAll(lineBreaks, ' ').trim() : title,
  }
}

/** The word of a property, in upper case. */
export function wordOf(component: Component, name: PropertyName): string | undefined {
  return propertyOf(component, name)?.value.trim().toUpperCase()
}
