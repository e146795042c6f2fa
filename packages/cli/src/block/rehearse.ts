import type { Output } from '../io.ts'
import { formatCount, wrap } from '../text/columns.ts'
import type { CreateContext, Wanted } from './wanted.ts'
import { exists } from './exists.ts'
import { blockOwnerOf } from './owners.ts'
import { describeSlot } from './sentence.ts'

/** Prints what would be sent. */
export async function rehearse(
  wanted: readonly Wanted[],
  { flags, session, client, page }: CreateContext,
): Promise<void> {
  const isThere = flags.ensure
    ? await Promise.all(wanted.map((each) => exists(each, client, session.signal)))
    : wanted.map(() => false)
  const missing = wanted.filter((_, at) => isThere[at] !== true)
  if (flags.json) return session.print({ json: missing.map(({ body }) => requestOf(body)), indent: 2 })
  const wrapRequest = (text: string): string[] => wrap(text, '  ', { columns: page.columns })
  const lines = wanted.flatMap(({ owner, body }, at): Output[] => {
    const { locationId: _, ...sentence } = body
    if (isThere[at]) return describeSlot('Already exists:', sentence, { ...page, owner: owner.label })
    return [
      ...describeSlot('Would block', sentence, { ...page, owner: owner.label }),
      ...wrapRequest(
        `${Object.entries(blockOwnerOf(owner)).flat().join(' ')}, locationId ${body.locationId}`,
      ),
      ...wrapRequest(`startTime ${body.startTime}, endTime ${body.endTime}`),
    ]
  })
  const count = missing.length === 1 ? '1 block' : `${formatCount(missing.length)} blocks`
  const last =
    missing.length === 0
      ? 'There is nothing to create.'
      : `Nothing was sent. Without --dry-run, ${count} would be created.`
  await session.print(...lines, ...wrap(last, '', { columns: page.columns }))
}

const requestOf = (body: Wanted['body']): unknown => ({
  method: 'POST',
  path: '/calendars/events/block-slots',
  body,
})
