import { describe, expect, test } from 'vitest'
import { reportOf, rewriting } from '../support/rewrite.ts'
import { calendarBlock } from '../support/service.ts'
import { earlier, openWorld } from '../support/world.ts'

type Change = readonly [name: string, sent: string | undefined, shown: (title: string) => string]

/** Titles that services show in another form than they were sent in. */
const changes: readonly Change[] = [
  ['escaped', 'Q & A', (title) => title.replaceAll('&', '&amp;')],
  ['cut at 20 characters', 'A title of more than twenty letters', (title) => title.slice(0, 20)],
  ['replaced by a default', undefined, (title) => title || 'Busy'],
  ['stripped of invisible characters', 'a\u200Db', (title) => title.replaceAll('\u200D', '')],
]

const later = { startTime: '2021-06-24T05:30:00+05:30', endTime: '2021-06-24T06:30:00+05:30' }

describe.each(changes)('a title that is %s', (_name, sent, shown) => {
  const { title: _title, ...untitled } = calendarBlock
  const block = { ...untitled, ...(sent === undefined ? {} : { title: sent }) }

  describe.each([true, false])('in rows with dateAdded: %s', (isDated) => {
    const rewrite = {
      block: ({ dateAdded, ...row }: Readonly<Record<string, unknown>>) => ({
        ...row,
        ...(isDated ? { dateAdded } : {}),
        title: shown(typeof row['title'] === 'string' ? row['title'] : ''),
      }),
    }

    test.each(['after blocks that were shown as sent', 'as the first of its process'])(
      'creates one block when the response is lost, %s',
      async (when) => {
        const world = await openWorld()
        const client = world.another({ fetch: rewriting(world.sandbox.fetch, rewrite) })
        if (when.startsWith('after')) {
          await world.run(client.create(earlier))
          await world.run(client.ensure(earlier))
          await world.run(client.create({ ...earlier, ...later }))
        }
        const before = world.sandbox.blocks().length
        world.sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot' }])
        expect(['reconciled', 'unknown']).toContain(await world.run(reportOf(client.create(block))))
        expect(world.sandbox.blocks()).toHaveLength(before + 1)
      },
    )

    test('ensures one block, twice', async () => {
      const world = await openWorld()
      const client = world.another({ fetch: rewriting(world.sandbox.fetch, rewrite) })
      const { id } = await world.run(client.ensure(block))
      await world.clock.advance(30_000)
      const another = world.another({ fetch: rewriting(world.sandbox.fetch, rewrite) })
      expect(await world.run(another.ensure(block))).toMatchObject({ id, outcome: 'existing' })
      expect(world.sandbox.blocks()).toHaveLength(1)
    })
  })
})
