import { expect, test } from 'vitest'
import { exampleFeed, maxRows, readFeed } from '../../live/logic/feed.ts'

const window = { from: '2026-03-02', to: '2026-03-15', timeZone: 'America/New_York' }

test('reads the busy times of a file in order of time, with what it warns of', async () => {
  const feed = await readFeed(exampleFeed('2026-03-02'), window)
  expect(feed.rows.map(({ when, title, note }) => `${when} ${title} ${note}`.trim())).toEqual([
    'Mon 2026-03-02 00:00 to 23:59 America/New_York (-05:00) Office closed all day',
    'Mon 2026-03-02 09:00 to 09:15 America/New_York (-05:00) Stand-up repeats',
    'Mon 2026-03-02 10:00 to 11:30 America/New_York (-05:00) Dentist tentative',
    'Wed 2026-03-04 09:00 to 09:15 America/New_York (-05:00) Stand-up repeats',
    'Fri 2026-03-06 09:00 to 09:15 America/New_York (-05:00) Stand-up repeats',
    'Mon 2026-03-09 09:00 to 09:15 America/New_York (-04:00) Stand-up repeats',
    'Wed 2026-03-11 09:00 to 09:15 America/New_York (-04:00) Stand-up repeats',
    'Fri 2026-03-13 09:00 to 09:15 America/New_York (-04:00) Stand-up repeats',
  ])
  expect(feed.warnings.map(({ uid }) => uid)).toEqual(['broken@example.com'])
  expect(feed).not.toHaveProperty('problem')
})

test('shows what a truncated file has, and where it ends', async () => {
  const feed = await readFeed(exampleFeed('2026-03-02').split('UID:broken')[0] ?? '', window)
  expect(feed.rows).toHaveLength(8)
  expect(feed.problem).toContain('truncated')
})

test('says that a file is not a calendar', async () => {
  expect(await readFeed('<html></html>', window)).toMatchObject({
    rows: [],
    problem: expect.stringContaining('not an iCalendar file'),
  })
})

test('leaves out the rest of very many busy times and counts it', async () => {
  const many = exampleFeed('2026-03-02').replace(
    'FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=6',
    'FREQ=MINUTELY;COUNT=600',
  )
  const feed = await readFeed(many, window)
  expect([feed.rows.length, feed.more]).toEqual([maxRows, 102])
})
