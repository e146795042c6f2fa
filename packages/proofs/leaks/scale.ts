import { virtualClock } from '@block-slots/sandbox'
import { createBlockSlotsClient } from '@block-slots/client/src/index.ts'
import { echo, userBlock } from '@block-slots/client/test/support/service.ts'
import type { Figure } from '../table.ts'
import { heapBytes } from './load.ts'

const { signal } = new AbortController()

/** Creates blocks through one client without `locationId`, and returns the heap after each number of them. */
async function heapAfter(
  counts: readonly number[],
  locationOf: (index: number) => string,
  tokenOf: (index: number) => string,
): Promise<number[]> {
  const clock = virtualClock()
  let index = 0
  const client = createBlockSlotsClient({ token: () => tokenOf(index), clock, fetch: echo })
  const heaps: number[] = []
  for (const count of counts) {
    const work = async (): Promise<void> => {
      for (; index < count; index++) {
        await client.create({ ...userBlock, locationId: locationOf(index), title: `Block ${index}` })
        // 500 in a second, as a fast client may send them.
        await clock.sleep(2, signal)
      }
    }
    await clock.run(work())
    heaps.push(await heapBytes())
  }
  return heaps
}

/** The growth of the heap by the number of locations and of creates, with the limiter that clients have by default. */
export async function scaleFigures(total: number): Promise<Figure[]> {
  const kinds = {
    'creates for one location': [() => 'location', () => 'pit-token'],
    'locations with one token': [(index: number) => `location-${index}`, () => 'pit-token'],
    'locations with a token for each': [
      (index: number) => `location-${index}`,
      (index: number) => `pit-token-${index}`,
    ],
  } as const
  const figures: Figure[] = []
  for (const [kind, [locationOf, tokenOf]] of Object.entries(kinds)) {
    const [few, many] = kind.startsWith('creates') ? [total / 5, total] : [total / 5, (total / 5) * 2]
    const [before = 0, after = 0] = await heapAfter([few, many], locationOf, tokenOf)
    const [from, to] = [few, many].map((count) => count.toLocaleString('en'))
    figures.push({
      name: `heap growth from ${from} to ${to} ${kind}`,
      measured: (after - before) / 1e6,
      unit: ' MB',
      max: 5,
    })
  }
  return figures
}
