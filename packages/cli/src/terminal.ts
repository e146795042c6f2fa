import { styleText } from 'node:util'
import type { Line } from '@block-slots/sync/view'
import { OutputError, systemCode } from './error.ts'
import type { Io, JsonOutput, Output, OwnText } from './io.ts'
import { escapeUnprintable } from './text/escape.ts'
import { lineText } from './text/line.ts'

/** The output of a run. Every text that leaves the process goes through one of the two. */
export type Terminal = {
  /**
   * Prints on stdout.
   *
   * @throws OutputError when it could not be written. A reader that has closed its pipe wants no more, which is no error;
   *   a change that was to be reported is remembered as unreported.
   */
  readonly print: (...output: readonly Output[]) => Promise<void>
  /** Prints on stderr. That it cannot be written changes nothing: there is nowhere left to report it. */
  readonly note: (...output: readonly Output[]) => Promise<void>
  /** Shows a line on stderr in place of the last one of this kind, if that is a terminal. Any other output removes it. */
  readonly status: (line: string) => Promise<void>
  /** True once the reader of stdout has closed its pipe: what goes on only to print can end. */
  readonly isClosed: () => boolean
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
  errColumns,
  progress,
}: Pick<Io, 'out' | 'err' | 'env' | 'showsProgress' | 'hasColors' | 'errColumns'> &
  Partial<Pick<Io, 'progress'>>): Terminal {
  const token = (env.HIGHLEVEL_TOKEN ?? '').trim()
  let current: { readonly secrets: readonly string[]; readonly mask: Mask } | undefined
  /** Returns the mask for the secrets that are known by now: those of a configuration before anything of it is printed. */
  const getMask = async (): Promise<Mask> => {
    // Most of what the client is takes longer to load than the help to print, which has nothing to mask.
    const { createMask } = await import('@block-slots/client')
    const { secrets = noSecrets } = progress ?? {}
    if (current?.secrets !== secrets) {
      current = { secrets, mask: memoize(createMask([token, ...secrets])) }
    }
    return current.mask
  }
  const textOf = async (outputs: readonly Output[]): Promise<string> => {
    const lines: string[] = []
    for (const output of outputs) {
      if (typeof output === 'object' && 'own' in output) lines.push(output.own)
      // One by one: a long list in JSON has more lines than a call takes arguments.
      else for (const line of linesOf(output, await getMask(), hasColors)) lines.push(line)
    }
    return lines.map((line) => `${line}\n`).join('')
  }
  let isClosed = false
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
        await out(await textOf(output))
      } catch (cause) {
        if (!isClosedPipe(cause)) throw new OutputError(cause)
        isClosed = true
        if (progress !== undefined && progress.applied !== 'no') progress.isReportLost = true
      }
    },
    note: async (...output) => {
      if (output.length === 0) return
      await clearStatus()
      await writeError(await textOf(await breakSentences(output, getMask, errColumns)))
    },
    status: async (line) => {
      if (!showsProgress) return
      const mask = await getMask()
      await writeError(await cutLine(mask(line), errColumns))
      hasStatus = true
    },
    isClosed: () => isClosed,
  }
}

/**
 * Breaks sentences between words. Commands to copy, and what is logged, stay on their lines. A secret may be recognised by the
 * word before it, so that a sentence is masked before it is broken.
 */
async function breakSentences(
  outputs: readonly Output[],
  getMask: () => Promise<Mask>,
  columns: number | undefined,
): Promise<readonly Output[]> {
  if (columns === undefined || !outputs.some(isSentence)) return outputs
  const [{ wrap }, mask] = await Promise.all([import('./text/columns.ts'), getMask()])
  return outputs.flatMap((output): readonly Output[] =>
    isSentence(output) ? wrap(mask(output), '', { columns, hanging: '  ' }) : [output],
  )
}

const isSentence = (output: Output): output is string =>
  typeof output === 'string' && /^(?:Error|Hint|Note): /.test(output)

/** Cuts a line that replaces another: one that is broken could not be removed. */
async function cutLine(line: string, columns: number | undefined): Promise<string> {
  if (columns === undefined) return escapeUnprintable(line)
  const { truncate } = await import('./text/columns.ts')
  return truncate(line, columns - 1)
}

type Mask = (text: string) => string

const noSecrets: readonly string[] = []

function linesOf(output: Exclude<Output, OwnText>, mask: Mask, hasColors: boolean): string[] {
  if (typeof output === 'string') return [escapeUnprintable(mask(output))]
  if ('line' in output) return [formatLine(output.line, mask, hasColors)]
  return formatJson(output, mask).split('\n').map(escapeUnprintable)
}

/** Texts whose result is remembered: the keys and values of a long list are few. */
const maxCached = 5000

/** Remembers the results of a function: to mask the words of a long plan one by one takes longer than to make it. */
function memoize(mask: Mask): Mask {
  const known = new Map<string, string>()
  return (text) => {
    const masked = known.get(text) ?? mask(text)
    if (known.size >= maxCached) known.clear()
    known.set(text, masked)
    return masked
  }
}

/** Formats a line with its styles. A secret may be in more than one of its segments, so the whole of it is masked first. */
function formatLine(line: Line, mask: Mask, hasColors: boolean): string {
  const text = lineText(line)
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
function formatJson({ json, indent, before = '' }: JsonOutput, mask: Mask): string {
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

const isClosedPipe = (error: unknown): boolean => systemCode(error) === 'EPIPE'
