import type { BlockSlotsClient } from '@block-slots/client'
import type { BlockTimes } from '@block-slots/helpers'
import type { SharedFlags } from '../account/connect.ts'
import type { OwnerFlags } from '../account/find-owners.ts'
import type { Session } from '../session.ts'
import type { WhenFlags } from '../time/blocks.ts'
import type { blockOwnerOf, Owner } from './owners.ts'
import type { Page } from './sentence.ts'

/** The options of `create`. */
export type CreateFlags = SharedFlags &
  OwnerFlags &
  WhenFlags & {
    readonly zone?: string
    readonly title: string
    readonly ensure?: true
    readonly dryRun?: true
    readonly overAppointments?: true
  }

/** A block to create. */
export type Wanted = { readonly owner: Owner; readonly body: Body }
type Body = ReturnType<typeof blockOwnerOf> &
  BlockTimes & { readonly locationId: string; readonly title: string }

/** What blocks are created with. */
export type CreateContext = {
  readonly flags: CreateFlags
  readonly session: Session
  readonly client: BlockSlotsClient
  readonly page: Page
}
