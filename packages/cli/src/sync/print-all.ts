import type { Session } from '../session.ts'
import type { Output } from '../io.ts'
import { pageColumns } from '../text/columns.ts'
import { fitOutput } from './fit.ts'

/** Lines that are written at once. */
const maxLines = 500

/** What a page is printed on, and how wide that is. */
type PageOutput = Pick<Session, 'print' | 'isClosed'> & { readonly columns?: number | undefined }

/** Prints lines as they come, whatever their number. */
export async function printAll(
  { print, isClosed, columns = pageColumns }: PageOutput,
  lines: AsyncIterable<Output> | Iterable<Output>,
): Promise<void> {
  let batch: Output[] = []
  for await (const line of lines) {
    batch.push(...fitOutput(line, columns))
    if (batch.length < maxLines) continue
    await print(...batch)
    batch = []
    if (isClosed()) return
  }
  if (batch.length > 0) await print(...batch)
}
