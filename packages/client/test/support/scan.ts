import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { inspect } from 'node:util'

/** Everything a value can be printed as, by the name of the way. */
export function sinksOf(value: unknown): Record<string, string> {
  const show = (subject: unknown): string =>
    inspect(subject, {
      depth: Infinity,
      showHidden: true,
      getters: true,
      maxStringLength: null,
      maxArrayLength: null,
    })
  return {
    String: attempt(() => String(value)),
    stack: attempt(() => String(value instanceof Error ? value.stack : '')),
    json: attempt(() => JSON.stringify(value) ?? ''),
    inspect: attempt(() => show(value)),
    clone: attempt(() => show(structuredClone(value))),
    console: attempt(() => printed(value)),
    ...walked(value),
  }
}

function attempt<Value>(print: () => Value): Value | string {
  try {
    return print()
  } catch (error) {
    return inspect(error)
  }
}

function printed(value: unknown): string {
  let text = ''
  const stream = new Writable({
    write(part, _, done) {
      text += String(part)
      done()
    },
  })
  const console = new Console({ stdout: stream, stderr: stream })
  for (const way of ['log', 'dir'] as const) console[way](value)
  console.log('%s %o %O %j', value, value, value, value)
  return text
}

/** Every name and every text that can be reached through properties, hidden ones and those of prototypes too. */
function walked(value: unknown): { names: string; texts: string } {
  const seen = new Set<unknown>()
  const names: string[] = []
  const texts: string[] = []
  const walk = (subject: unknown, owner = subject): void => {
    if (typeof subject === 'function' || (typeof subject === 'object' && subject !== null)) {
      if (seen.has(subject)) return
      seen.add(subject)
      if (subject instanceof Map || subject instanceof Headers) for (const entry of subject) walk(entry)
      if (subject instanceof Set) for (const entry of subject) walk(entry)
      for (const key of Reflect.ownKeys(subject)) {
        names.push(String(key))
        walk(attempt(() => Reflect.get(subject, key, owner)))
      }
      const prototype: unknown = Object.getPrototypeOf(subject)
      if (prototype !== Object.prototype && prototype !== Function.prototype) walk(prototype, owner)
    } else texts.push(String(subject))
  }
  walk(value)
  return { names: names.join('\n'), texts: texts.join('\n') }
}

/** Where a secret shows, whole or in a piece of twelve characters, in the clear or encoded. */
export function leaksOf(value: unknown, secret: string): string[] {
  const sinks = Object.entries(sinksOf(value))
  // All at once first, since nearly always there is nothing.
  const texts = [...new Set(sinks.flatMap(([, text]) => text.split('\n')))].join('\n')
  if (!readings(texts).some((reading) => holdsPiece(reading, secret))) return []
  return sinks
    .filter(([, text]) => readings(text).some((reading) => holdsPiece(reading, secret)))
    .map(([name]) => name)
}

/** True when a secret shows in a text, whole or in a piece of twelve characters, plain or encoded. */
export const showsIn = (text: string, secret: string): boolean =>
  readings(text).some((reading) => holdsPiece(reading, secret))

const pieceLength = 12

function holdsPiece(text: string, secret: string): boolean {
  if (secret.length <= pieceLength) return text.includes(secret)
  for (let at = 0; at + pieceLength <= secret.length; at++) {
    if (text.includes(secret.slice(at, at + pieceLength))) return true
  }
  return false
}

/** A text as it is, and as what an attacker makes of it: unescaped, and every run of base64 in it decoded. */
function readings(text: string): string[] {
  const unescaped = text.replace(/\\u00([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  )
  const percent = text.replace(/%([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  )
  const runs = [...new Set(text.match(/[\w+/-]{16,}/g))].flatMap((run) =>
    [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64').toString('latin1')),
  )
  return [text, unescaped.replace(/\\(.)/g, '$1'), percent, runs.join('\n')]
}
