import { type BlockSlotsClient, isBlockSlotsError } from '@block-slots/client'
import type { ChosenZone } from '../time/zone.ts'

/**
 * Reads the zone of the sub-account, in which its users work unless another one is set. A token may lack the scope for it,
 * and then the zone of this machine stands for it.
 */
export async function readZone(
  zone: ChosenZone,
  locationId: string,
  { client, signal }: { readonly client: BlockSlotsClient; readonly signal: AbortSignal },
): Promise<ChosenZone> {
  if (!zone.isMachine) return zone
  try {
    const { timezone } = await client.location(locationId, { signal })
    return timezone ? { name: timezone, isMachine: false } : zone
  } catch (error) {
    if (isBlockSlotsError(error, 'forbidden')) return zone
    throw error
  }
}
