// oxlint-disable-next-line import/no-unassigned-import -- a style sheet has no names
import './style.css'

type Child = Node | string

/** Creates an element with attributes and children. */
export function createElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.append(...children)
  return element
}

/** Puts a label above a control. */
export const createField = (label: string, control: HTMLElement): HTMLLabelElement =>
  createElement('label', { class: 'live-field' }, createElement('span', {}, label), control)

/** Creates an input of a type with a value. */
export const createInput = (type: string, value = ''): HTMLInputElement =>
  createElement('input', { type, value })

/** A choice of values. */
export type Choice<Value> = { readonly control: HTMLSelectElement; readonly read: () => Value }

/** Creates a choice of values, each with its words. The given one is chosen at first. */
export function createChoice<Value>(
  options: readonly (readonly [value: Value, words: string])[],
  first: Value,
): Choice<Value> {
  const control = createElement(
    'select',
    {},
    ...options.map(([, words]) => createElement('option', {}, words)),
  )
  control.selectedIndex = options.findIndex(([value]) => value === first)
  return { control, read: () => options[control.selectedIndex]?.[0] ?? first }
}

/** Creates a place for results, which a screen reader reads when they change. */
export const createResult = (): HTMLDivElement =>
  createElement('div', { class: 'live-result', role: 'status', 'aria-live': 'polite' })

/** Creates a paragraph that says what is wrong. */
export const createProblem = (text: string): HTMLParagraphElement =>
  createElement('p', { class: 'live-problem' }, text)

/** Creates code that can be copied. */
export const createCode = (text: string): HTMLElement =>
  createElement('pre', { class: 'live-code' }, createElement('code', {}, text))

/** Creates a table. */
export function createTable(heads: readonly string[], rows: readonly (readonly Child[])[]): HTMLElement {
  const head = createElement('tr', {}, ...heads.map((text) => createElement('th', { scope: 'col' }, text)))
  const body = rows.map((row) => createElement('tr', {}, ...row.map((cell) => createElement('td', {}, cell))))
  return createElement('table', {}, createElement('thead', {}, head), createElement('tbody', {}, ...body))
}
