import { styleText } from 'node:util'
import { createMask } from '@block-slots/client'
import type { Line } from '@block-slots/sync/view'
import { OutputError } from './failure.ts'
import type { Io, JsonOutput, Output } from './io.ts'

/** The output of a run. Every text that leaves the process goes through one of the two. */
export type Terminal = {
  /**
   * Prints on stdout.
   *
   * @throws OutputError when it could not be written. A reader that has closed its pipe wants no more, which is no error.
   */
  readonly print: (...output: readonly Output[]) => Promise<void>
  /** Prints on stderr. That it cannot be written changes nothing: there is nowhere left to report it. */
  readonly note: (...output: readonly Output[]) => Promise<void>
  /** Shows a line on stderr in place of the last one of this kind, if that is a terminal. Any other output removes it. */
  readonly status: (line: string) => Promise<void>
}

/** Moves to the first column and erases the line. */
const eraseLine = '\r\u001b[K'

/** Opens the output of a run, which never shows the token or another secret of the configuration. */
export function openTerminal({
  out,
  err,
  env,
  showsProgress = false,
  hasColors = false,
  progress,
}: Pick<Io, 'out' | 'err' | 'env' | 'showsProgress' | 'hasColors'> &
  Partial<Pick<Io, 'progress'>>): Terminal {
  const token = (env.HIGHLEVEL_TOKEN ?? '').trim()
  const createOwnMask = (secrets: readonly string[]) => ({
    secrets,
    mask: memoize(createMask([token, ...secrets])),
  })
  let current = createOwnMask([])
  /** Secrets are learned from a configuration, before anything of it is printed. */
  const mask = (text: string): string => {
    const { secrets = current.secrets } = progress ?? {}
    if (secrets !== current.secrets) current = createOwnMask(secrets)
    return current.mask(text)
  }
  const linesOf = (output: Output): string[] => {
    if (typeof output === 'string') return [escapeUnprintable(mask(output))]
    if ('line' in output) return [formatLine(output.line, mask, hasColors)]
    return formatJson(output, mask).split('\n').map(escapeUnprintable)
  }
  const textOf = (outputs: readonly Output[]): string =>
    outputs
      .flatMap(linesOf)
      .map((line) => `${line}\n`)
      .join('')
  let hasStatus = false
  const writeError = async (text: string): Promise<void> => {
    try {
      await err(hasStatus ? `${eraseLine}${text}` : text)
    } catch {}
  }
  const clearStatus = async (): Promise<void> => {
    if (hasStatus) await writeError('')
    hasStatus = false
  }
  return {
    print: async (...output) => {
      try {
        await clearStatus()
        await out(textOf(output))
      } catch (cause) {
        if (!isClosedPipe(cause)) throw new OutputError(cause)
      }
    },
    note: async (...output) => {
      await clearStatus()
      await writeError(textOf(output))
    },
    status: async (line) => {
      if (!showsProgress) return
      const text = escapeUnprintable(mask(line))
      await writeError(text)
      hasStatus = true
    },
  }
}

/** Texts whose result is remembered: the keys and values of a long list are few. */
const maxCached = 5000

/** Remembers the results of a function: to mask the words of a long plan one by one takes longer than to make it. */
function memoize(mask: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>()
  return (text) => {
    const masked = known.get(text) ?? mask(text)
    if (known.size >= maxCached) known.clear()
    known.set(text, masked)
    return masked
  }
}

/** Formats a line with its styles. A secret may be in more than one of its segments, so the whole of it is masked first. */
function formatLine(line: Line, mask: (text: string) => string, hasColors: boolean): string {
  const text = line.map((segment) => (typeof segment === 'string' ? segment : segment.text)).join('')
  const masked = mask(text)
  if (!hasColors || masked !== text) return escapeUnprintable(masked)
  return line
    .map((segment) => {
      if (typeof segment === 'string') return escapeUnprintable(segment)
      return styleText(segment.style, escapeUnprintable(segment.text), { validateStream: false })
    })
    .join('')
}

/** Masked value by value: a secret that is recognised by the words around it would take quotes and commas with it. */
function formatJson({ json, indent, before = '' }: JsonOutput, mask: (text: string) => string): string {
  const maskField = (name: string, value: string): string => {
    const field = `${name}=${value}`
    const masked = mask(field)
    if (masked === field) return value
    return masked.startsWith(`${name}=`) ? mask(value) : '[secret]'
  }
  const replace = (name: string, value: unknown): unknown => {
    if (typeof value === 'string') return maskField(name, value)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [mask(key), field]))
  }
  return before + JSON.stringify(json, replace, indent)
}

const isClosedPipe = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EPIPE'

/**
 * Control characters, lone surrogates, and characters that are invisible, break a line or change the direction of a text.
 * Emoji are matched first and kept, since some consist of such characters in part.
 */
const unprintable = new RegExp(
  String.raw`\p{RGI_Emoji}|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`,
  'gv',
)
const isEmoji = new RegExp(String.raw`^\p{RGI_Emoji}$`, 'v')

/** Escapes what a terminal would not show, or would act on. In JSON this leaves the value as it is. */
export function escapeUnprintable(line: string): string {
  return line.replace(unprintable, (match) =>
    isEmoji.test(match)
      ? match
      : Array.from({ length: match.length }, (_, at) => escapeUnit(match.charCodeAt(at))).join(''),
  )
}

const escapeUnit = (unit: number): string => String.raw`\u` + unit.toString(16).padStart(4, '0')
