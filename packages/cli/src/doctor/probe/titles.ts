import { normalizeTitle } from '@block-slots/client'
import type { Finding } from './finding.ts'

/** A title as it was sent, and as it came back. */
export type TitleSample = {
  /** What is special about it. */
  readonly form: string
  readonly sent: string
  readonly responded: unknown
  /** The response, where it was an error. */
  readonly rejected?: string
  /** The title in the list; missing where the block is not listed. */
  readonly listed?: unknown
}

/** Titles that a service may change, each after the title of the probe. */
export const titleForms: Readonly<Record<string, (title: string) => string>> = {
  plain: (title) => `${title} plain`,
  'spaces at the ends': (title) => `  ${title} ends  `,
  'double spaces': (title) => `${title} two  words`,
  'special characters': (title) => `${title} <b> & "c" 'd'`,
  'an entity': (title) => `${title} &amp; &#39;`,
  '300 characters': (title) => title.padEnd(300, ' and so on'),
  'an emoji': (title) => `${title} \u{1f389} \u{1f469}\u200d\u2695\ufe0f`,
  'a zero-width character': (title) => `${title} zero\u200bwidth`,
  'a combined accent': (title) => `${title} cafe\u0301`,
}

/** Ways in which a title may be changed, the simplest first. */
const changes: readonly (readonly [name: string, change: (title: string) => string])[] = [
  ['kept', (title) => title],
  ['trimmed', (title) => title.trim()],
  ['spaces joined', (title) => title.trim().replaceAll(/\s+/g, ' ')],
  ['escaped', escape],
  ['trimmed and escaped', (title) => escape(title.trim())],
  ['unescaped', (title) => title.replaceAll('&amp;', '&').replaceAll('&#39;', "'")],
  ['without invisible characters', (title) => title.replaceAll(/\p{Cf}/gu, '')],
  ['accents composed', (title) => title.normalize('NFC')],
]

function escape(title: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return title
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
    .replaceAll(/'/g, '&#39;')
}

/** Names what was done to a title. */
export function describeChange(sent: string, got: unknown): string {
  if (typeof got !== 'string') return 'left out'
  const known = changes.find(([, change]) => change(sent) === got)
  if (known !== undefined) return known[0]
  const shortened = changes.some(([, change]) => change(sent).startsWith(got.trimEnd()))
  return shortened ? `shortened to ${got.length}` : 'changed'
}

/** Judges whether titles are recognised as they come back. */
export function judgeTitles(samples: readonly TitleSample[]): Finding {
  const listed = samples.filter((sample) => 'listed' in sample)
  const rejected = samples.filter((sample) => sample.rejected !== undefined)
  const missing = samples.length - listed.length - rejected.length
  const byChange = new Map<string, TitleSample[]>()
  for (const sample of listed) {
    const change = describeChange(sample.sent, sample.listed)
    byChange.set(change, [...(byChange.get(change) ?? []), sample])
  }
  const differing = listed.filter((sample) => sample.responded !== sample.listed)
  const strange = listed.filter((sample) => normalizeTitle(sample.listed) !== normalizeTitle(sample.sent))
  const found = [
    ...Array.from(byChange, ([change, forms]) => `${change}: ${describeForms(forms, samples)}`),
    ...(differing.length === 0
      ? []
      : [`the response differs from the list: ${describeForms(differing, samples)}`]),
    ...rejected.map((sample) => `rejected: ${sample.form}, ${sample.rejected}`),
    ...(strange.length === 0 ? [] : [`not recognised: ${describeForms(strange, samples)}`]),
    ...(missing === 0 ? [] : [`${missing} not listed`]),
  ].join('; ')
  const state = strange.length + rejected.length > 0 ? 'warning' : missing > 0 ? 'unknown' : 'ok'
  return { topic: 'titles', state, found, samples }
}

const describeForms = (some: readonly TitleSample[], all: readonly TitleSample[]): string =>
  some.length === all.length ? `all ${all.length} forms` : some.map(({ form }) => form).join(', ')
