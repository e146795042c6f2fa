import type { Reply } from '../reply.ts'
import type { FaultOf } from './fault.ts'
import { withoutDates } from './list.ts'

type Form = NonNullable<FaultOf<'changed-title'>['form']>

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** The length that titles are shortened to. */
const shortenedLength = 20

const forms: Readonly<Record<Form, (title: string) => string>> = {
  default: (title) => (title.trim() === '' ? 'Busy' : title),
  escaped: (title) => title.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character),
  shortened: (title) => title.slice(0, shortenedLength),
  trimmed: (title) => title.trim().replaceAll(/\s+/g, ' '),
  // Characters of the category "format": zero-width ones, marks of direction, soft hyphens.
  visible: (title) => title.replaceAll(/\p{Cf}/gu, ''),
}

/**
 * Writes the title of an event, or of the events of a list, in another form.
 *
 * @param fault The fault.
 * @param body The body of the reply.
 * @returns The changed body.
 */
export function changeTitle(fault: FaultOf<'changed-title'>, body: Reply['body']): Reply['body'] {
  const { form = 'escaped', dated = true } = fault
  const { title, events } = body
  if (Array.isArray(events)) {
    const shown = events.map((event: object) => changeTitle(fault, { ...event }))
    return { ...body, events: dated ? shown : shown.map(withoutDates) }
  }
  return { ...body, title: forms[form](typeof title === 'string' ? title : '') }
}
