/** Describes a difference in a sentence. */
import type { Difference } from '../difference.ts'

/** Untrusted text in one line, without control characters, workflow commands and ends of code blocks. */
export function tame(text: string, most = 300): string {
  const line = text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return line.length > most ? `${line.slice(0, most)}…` : line
}

/** Describes the subject of a difference, such as "the field `title` in the request of POST /calendars/events/block-slots". */
function place(subject: string): string {
  const [method = '', path = '', kind = '', ...rest] = subject.split(' ')
  const operation = `${method} ${path}`
  if (subject === '') return 'the document'
  if (!path.startsWith('/')) return subject
  if (kind === '') return operation
  const body = kind === 'request' ? `the request of ${operation}` : `the answer ${rest[0]} of ${operation}`
  const inside = kind === 'request' ? rest : rest.slice(1)
  if (kind !== 'request' && kind !== 'response')
    return `the ${kind} parameter ${rest.join(' ')} of ${operation}`
  if (inside.length === 0) return body
  if (inside[0] === 'header') return `the header ${inside.slice(1).join(' ')} in ${body}`
  if (inside.length === 1) return `the form ${inside[0]} of ${body}`
  return `the field ${inside.slice(1).join(' ')} in ${body}`
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

/** The difference as a sentence without its full stop. */
export function sentence({ subject, fact, before, now }: Difference): string {
  const what = capital(tame(place(subject)))
  const [was, is] = [tame(before), tame(now)]
  if (fact === 'path') return `${what} is now ${is}`
  if (fact === 'entry') return `${what} has a new entry: "${is}"`
  if (fact === 'description') return `${what} is described in other words: "${is}", before "${was}"`
  if (fact === 'deprecated')
    return is === 'true' ? `${what} is marked as deprecated` : `${what} is no longer marked as deprecated`
  if (fact === '' && was === 'absent') return `${what} is new: ${is}`
  if (fact === '' && is === 'absent') return `${what} is gone; it was ${was}`
  if (fact === '') return `${what} is ${is}, before ${was}`
  return `${what}: ${tame(fact)} is ${is}, before ${was}`
}
