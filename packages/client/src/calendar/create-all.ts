import type { CreatedBlock } from '../validate/response.ts'
import type { BlockSlotsClient, CreateBlockSlot } from '../client.ts'
import type { Clock } from '../clock.ts'
import type { BlockOwner } from './owner.ts'
import { failureOf, settle, type Failure } from './settle.ts'
import type { Span } from './deadline.ts'
import { takeBack } from './rollback.ts'

/** What blocking a calendar needs of a client. */
export type CalendarClient = Pick<BlockSlotsClient, 'appointments' | 'calendar' | 'delete' | 'ensure'>

/** What all the blocks of one call share. */
export type SharedBlock = {
  readonly locationId: string
  readonly title?: string
  readonly startTime: string
  readonly endTime: string
}

/**
 * Makes a block for each owner, one after the other, all or nothing: when one fails, those made before are taken back.
 *
 * @throws BlockSlotsError with `leftover`.
 */
export async function makeAll(
  client: CalendarClient,
  owners: readonly BlockOwner[],
  shared: SharedBlock,
  span: Span,
  clock: Clock,
): Promise<CreatedBlock[]> {
  const blocks: CreatedBlock[] = []
  for (const owner of owners) {
    const result = await make(client, { ...owner, ...shared }, span)
    if ('error' in result) throw await takeBack(client, owners, blocks, result, clock)
    blocks.push(result)
  }
  return blocks
}

/** Makes one block. A lost answer is no failure as long as it can be found out that the block is there. */
async function make(
  client: CalendarClient,
  block: CreateBlockSlot,
  span: Span,
): Promise<CreatedBlock | Failure> {
  try {
    return await client.ensure(block, span('createBlockSlot'))
  } catch (thrown) {
    return settle(failureOf(thrown), span)
  }
}
