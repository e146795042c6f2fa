import { UsageError } from './error.ts'
import type { Session } from './session.ts'

/** The option that confirms what a command would ask. */
export type YesFlags = { readonly yes?: true }

/**
 * Makes sure that a question can be asked, before anything is read.
 *
 * @throws UsageError when there is neither a terminal nor `--yes`.
 */
export function checkCanConfirm({ yes }: YesFlags, { ask }: Session, otherwise: string): void {
  if (yes || ask !== undefined) return
  throw new UsageError(
    `Expected a terminal to ask on, or --yes, and got neither. Add --yes to go on without a question, or ${otherwise}.`,
  )
}

/** Asks on the terminal, and is true for a yes; `--yes` is one as well. */
export async function confirm(
  question: string,
  { yes }: YesFlags,
  { ask, signal }: Session,
): Promise<boolean> {
  if (yes) return true
  const answer = (await ask?.(`${question} [y/N] `)) ?? ''
  signal.throwIfAborted()
  return /^y(es)?$/i.test(answer.trim())
}
