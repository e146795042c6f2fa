import { isTimeZone, zoneNames } from '@block-slots/helpers'
import { createElement, createField } from './element.ts'

/** A field for a time zone that completes names. */
export type ZoneField = { readonly field: HTMLElement; readonly input: HTMLInputElement }

/** Creates a field for a time zone; at first it has the zone of the reader. */
export function createZoneField(label: string): ZoneField {
  const id = `live-zones-${(count += 1)}`
  const names = createElement(
    'datalist',
    { id },
    ...zoneNames().map((value) => createElement('option', { value })),
  )
  const input = createElement('input', {
    list: id,
    value: localZone(),
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
  })
  return { field: createElement('div', {}, createField(label, input), names), input }
}

/** The zone of the reader's machine, where it has a name. */
function localZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return isTimeZone(timeZone) ? timeZone : 'UTC'
}

let count = 0

/** Today's date on the clock of the reader. */
export function today(): string {
  const now = new Date()
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
  return parts.map((part) => String(part).padStart(2, '0')).join('-')
}
