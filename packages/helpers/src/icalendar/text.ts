import { type Component, type PropertyName, propertyOf } from './component.ts'
import { copyOf } from './remember.ts'

/** The unescaped text of a property; empty without one. */
function textOf(component: Component, name: PropertyName): string {
  const text = propertyOf(component, name)?.value ?? ''
  const plain = text.includes('\\')
    ? text.replaceAll(/\\(.)/g, (_, escaped: string) => (/n/i.test(escaped) ? '\n' : escaped))
    : text
  return copyOf(plain)
}

/** All characters that end a line somewhere. The service rejects a title with one. */
const lineBreaks = /[\n\v\f\r\u0085\u2028\u2029]+/g

/** The UID of a component, or null without one. */
export function uidOf(component: Component): string | null {
  const uid = textOf(component, 'UID').trim()
  return uid === '' ? null : uid
}

/** The title of a component in one line. */
export function titleOf(component: Component): string {
  const title = textOf(component, 'SUMMARY')
  return title.search(lineBreaks) >= 0 ? title.replaceAll(lineBreaks, ' ').trim() : title
}

/** The word of a property, in upper case. */
export function wordOf(component: Component, name: PropertyName): string | undefined {
  return propertyOf(component, name)?.value.trim().toUpperCase()
}
