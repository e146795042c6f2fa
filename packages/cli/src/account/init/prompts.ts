import process from 'node:process'
import type { Readable, Writable } from 'node:stream'
import type { CANCEL_SYMBOL } from '@clack/prompts'
import { signalCodes } from '../../exit-code.ts'
import { escapeUnprintable } from '../../text/escape.ts'
import { pageColumns, wrap } from '../../text/columns.ts'

/** Something that can be chosen. */
export type Choice = {
  readonly value: string
  readonly label: string
  readonly hint?: string
}

/** The options of a question for a text. */
type TextOptions = {
  readonly initial?: string
  readonly placeholder?: string
  /** Returns what is wrong with a text. */
  readonly check?: (text: string) => string | undefined
}

/** The questions that can be asked, replaceable in tests. Each rejects with `Cancelled` when it is left unanswered. */
export type Prompts = {
  readonly choose: (
    message: string,
    choices: readonly Choice[],
    isRequired: boolean,
  ) => Promise<readonly string[]>
  readonly text: (message: string, options: TextOptions) => Promise<string>
  readonly confirm: (message: string, initial: boolean) => Promise<boolean>
}

/** The exit code when writing is not confirmed: that of a change which is not. */
export const declinedCode = 2

/** A question that was left with Ctrl-C, or answered with no. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
  readonly exitCode: number

  constructor(exitCode: number = signalCodes.SIGINT) {
    super('nothing was decided')
    this.exitCode = exitCode
  }
}

/** More choices than these are searched by typing. */
const maxListed = 12

/** The columns to the left of a question, where a line is drawn. */
const margin = 3

/** Breaks a question between words: longer lines would be broken within one. */
function fold(message: string, output: Writable & { readonly columns?: number }): string[] {
  return wrap(message, '', { columns: Math.min(output.columns || pageColumns, pageColumns) - 2 * margin })
}

/** What begins a line of a question after its first. Lists of choices draw it themselves. */
const indent = `\n${' '.repeat(margin)}`

type Key = { readonly ctrl?: boolean; readonly name?: string }

/** Aborts at the end of an input, which on a terminal is Ctrl-D: a question would wait for ever. */
function readEnd(input: Readable): AbortSignal {
  const controller = new AbortController()
  const end = (): void => controller.abort()
  input.once('end', end)
  input.on('keypress', (_, key?: Key) => {
    if (key?.ctrl && key.name === 'd') end()
  })
  return controller.signal
}

/** Opens the questions of a terminal. They are on stderr: stdout has the result. */
export async function openPrompts(
  signal: AbortSignal,
  streams: { readonly input: Readable; readonly output: Writable } = {
    input: process.stdin,
    output: process.stderr,
  },
): Promise<Prompts> {
  const { autocompleteMultiselect, confirm, isCancel, multiselect, text } = await import('@clack/prompts')
  const ended = readEnd(streams.input)
  const common = { ...streams, signal: AbortSignal.any([signal, ended]) }
  const answer = <Answer>(given: Answer | typeof CANCEL_SYMBOL): Answer => {
    if (!isCancel(given)) return given
    signal.throwIfAborted()
    throw new Cancelled(ended.aborted ? declinedCode : undefined)
  }
  return {
    choose: async (message, choices, isRequired) => {
      const question = {
        ...common,
        message: fold(message, streams.output).join('\n'),
        required: isRequired,
        maxItems: maxListed,
        options: choices.map(({ value, label, hint }) => ({
          value,
          label: escapeUnprintable(label),
          ...(hint !== undefined && { hint: escapeUnprintable(hint) }),
        })),
      }
      const isLong = choices.length > maxListed
      return answer(await (isLong ? autocompleteMultiselect(question) : multiselect(question)))
    },
    text: async (message, { initial = '', placeholder = '', check }) =>
      answer(
        await text({
          ...common,
          message: fold(message, streams.output).join(indent),
          // The zone of a sub-account comes from the service.
          initialValue: escapeUnprintable(initial),
          placeholder,
          validate: (given = '') => {
            const fault = check?.(given.trim())
            return fault === undefined ? undefined : fold(fault, streams.output).join(indent)
          },
        }),
      ).trim(),
    confirm: async (message, initial) =>
      answer(
        await confirm({
          ...common,
          message: fold(message, streams.output).join(indent),
          initialValue: initial,
        }),
      ),
  }
}
