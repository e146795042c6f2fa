import { toPrintable } from '../text.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}

/** Escapes a text from outside for a page, also within an attribute in quotes. */
export const escapeHtml = (text: string): string =>
  toPrintable(text).replace(/[&<>"']/g, (match) => entities[match] ?? '')
