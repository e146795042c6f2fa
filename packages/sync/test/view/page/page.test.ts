import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { OwnerCalendar } from '../../../src/view/calendar.ts'
import { renderPage, type PageOptions } from '../../../src/view/page/page.ts'
import { owner, shown } from '../../support/shown.ts'

const render = (owners: readonly OwnerCalendar[], options: Partial<PageOptions> = {}): string =>
  renderPage(owners, { title: 'Plan clinic', ...options })
/** The rows of the tables in words. */
const rowsOf = (page: string): string[] =>
  [...page.matchAll(/<tr class=\w><th scope=row>(.*?)(?=<tr|<\/table)/gs)].map(([, row = '']) =>
    row
      .split('<td>')
      .filter((cell) => cell !== '')
      .join(' | '),
  )
/** The blocks of the pictures in words. */
const blocksOf = (page: string): string[] =>
  [...page.matchAll(/<p class="[^"]*"><b>(.*?)<\/b> <(?:i|em)>(.*?)<\/(?:i|em)>/g)].map(
    ([, title, times]) => `${title} ${times}`,
  )
const picturesOf = (page: string): string[] =>
  [...page.matchAll(/aria-label="([^"]*)"/g)].map(([, label = '']) => label)

const anna = owner(
  'anna',
  [
    shown('update', 21, '09:00', '10:30', {
      was: shown('there', 21, '13:00', '14:30'),
      note: 'edited by hand',
      sources: ['team'],
    }),
    shown('update', 22, '09:00', '10:00', { was: shown('there', 22, '09:00', '10:00', { title: 'Old' }) }),
    shown('update', 23, '09:00', '10:00', { was: shown('there', 24, '09:00', '10:00') }),
    shown('create', 24, '00:00', '23:59', { title: 'Holiday', sources: ['holidays', 'team'] }),
    shown('create', 25, '17:00', '09:00', { endDay: 27, title: 'Closed' }),
    shown('refuse', 21, '15:00', '16:00', { note: 'over 2 appointments' }),
    shown('delete', 21, '17:00', '18:00', { title: '' }),
    shown('keep', 21, '11:00', '12:00', { note: 'edited by hand' }),
    shown('there', 21, '12:00', '13:00', { title: 'Lunch' }),
    shown('other', 21, '12:30', '13:00', { title: 'Dentist' }),
  ],
  { detail: 'user 0007BWpSzSwfiuSl0tR2' },
)

test('describes each change in words, with its reason, in order of time', () => {
  expect(rowsOf(render([anna]))).toEqual(
    [
      'move | Mon 21 Dec 09:00 to 10:30 | Busy | was 13:00 to 14:30, edited by hand, from team',
      'keep | Mon 21 Dec 11:00 to 12:00 | Busy | edited by hand',
      'refuse | Mon 21 Dec 15:00 to 16:00 | Busy | over 2 appointments',
      'delete | Mon 21 Dec 17:00 to 18:00 | (no title)',
      'rename | Tue 22 Dec 09:00 to 10:00 | Busy | was "Old"',
      'move | Wed 23 Dec 09:00 to 10:00 | Busy | was Thu 24 Dec 09:00 to 10:00',
      'create | Thu 24 Dec, all day | Holiday | from holidays and team',
      'create | Fri 25 Dec 17:00 to Sun 27 Dec 09:00 | Closed',
    ].map((row) => row.replaceAll('"', '&#34;')),
  )
})

test('a block from the day before says so', () => {
  const blocks = blocksOf(render([anna]))
  expect(blocks.filter((text) => text.startsWith('Closed'))).toEqual([
    'Closed 17:00 to Sun 09:00',
    'Closed since Fri 17:00',
    'Closed since Fri 17:00, to 09:00',
  ])
  expect(blocks).toContain('Busy was 13:00 to 14:30')
  expect(blocks).toContain('Holiday all day')
})

test('blocks at the same time are side by side', () => {
  const page = render([anna])
  const placeOf = (title: string): string[] => {
    const [, classes = ''] = new RegExp(`<p class="([^"]*)"><b>${title}`).exec(page) ?? []
    return classes
      .split(' ')
      .flatMap((name) =>
        [...page.matchAll(new RegExp(`\\.${name}\\.${name}\\.${name}\\{(left[^}]*)\\}`, 'g'))].map(
          ([, rule = '']) => rule,
        ),
      )
  }
  expect(placeOf('Lunch')).toEqual(['left:calc(0% + 1px);right:calc(50% + 1px)'])
  expect(placeOf('Dentist')).toEqual(['left:calc(50% + 1px);right:calc(0% + 1px)'])
  expect(placeOf('Closed')).toEqual([])
})

test('a picture has its counts in words, and the page those of all owners', () => {
  const page = render([anna, owner('ben', [shown('there', 22, '09:00', '10:00')])])
  expect(picturesOf(page)).toEqual([
    'anna, Mon 21 Dec to Sun 27 Dec 2026: 2 to create, 3 to change, 1 to delete, 1 refused, 1 kept, 1 there already, 1 made elsewhere',
  ])
  expect(page).toContain('<b>2</b> there already')
  expect(page).toContain('1 week without changes: 1 there already.')
})

test('shows each owner in its own zone', () => {
  const blocks = [shown('create', 21, '23:00', '23:30')]
  expect(rowsOf(render([owner('a', blocks), owner('b', blocks, { timeZone: 'Asia/Kolkata' })]))).toEqual([
    'create | Mon 21 Dec 23:00 to 23:30 | Busy',
    'create | Tue 22 Dec 03:30 to 04:00 | Busy',
  ])
})

test('draws the weeks that have changes, from Monday on, and counts the others', () => {
  const blocks = [
    shown('create', 3, '09:00', '10:00', { title: 'First' }),
    shown('create', 11, '09:00', '15:00', { endDay: 16, title: 'Long' }),
    shown('there', 22, '09:00', '10:00'),
    shown('there', 24, '09:00', '10:00'),
    shown('other', 30, '09:00', '10:00'),
  ]
  const page = render([owner('anna', blocks)], { from: '2026-12-03', days: 26 })
  expect(picturesOf(page)).toEqual([
    'anna, Thu 3 Dec to Sun 6 Dec 2026: 1 to create',
    'anna, Mon 7 Dec to Sun 13 Dec 2026: 1 to create',
    'anna, Mon 14 Dec to Sun 20 Dec 2026: 1 to create',
  ])
  // The long one is in words once.
  expect(rowsOf(page).map((row) => row.split(' | ')[2])).toEqual(['First', 'Long'])
  expect(page).toContain('1 other week without changes: 2 there already.')
  expect(page).toContain('1 block outside of these days.')
})

test('draws all weeks with blocks where nothing changes', () => {
  const page = render([
    owner('anna', [shown('there', 1, '09:00', '10:00'), shown('there', 22, '09:00', '10:00')]),
  ])
  expect(picturesOf(page)).toEqual([
    'anna, Mon 30 Nov to Sun 6 Dec 2026: 1 there already',
    'anna, Mon 21 Dec to Sun 27 Dec 2026: 1 there already',
  ])
  expect(page).toContain('Mon 30 Nov to Sun 27 Dec 2026')
})

test('says what it does not draw', () => {
  const stop = { reason: 'unreadable', message: 'The token is <expired>: --allow-it <--b>.' } as const
  const page = render(
    [owner('anna', [{ state: 'other', startTime: 'soon', endTime: 'later', title: '' }], { stop })],
    {
      from: '2026-12-21',
      days: 7,
    },
  )
  expect(page).toContain(
    'Stopped: The token is &lt;expired&gt;: <kbd>--allow-it</kbd> &lt;<kbd>--b</kbd>&gt;.',
  )
  expect(page).toContain('Nothing from Mon 21 Dec to Sun 27 Dec 2026.')
  expect(page).toContain('1 block with times that cannot be read.')
  expect(render([owner('anna', [])])).toContain('<p class=no>Nothing.</p>')
})

test('says on which days the clocks change, and hatches what they skip', () => {
  const times = { startTime: '2027-03-28T01:00:00+01:00', endTime: '2027-03-28T05:00:00+02:00' }
  const page = render([owner('anna', [{ state: 'create', title: 'Night', ...times }])])
  expect(page).toContain('The clocks change in Europe/Berlin on Sun 28 Mar: 02:00 to 03:00 is skipped.')
  expect(page).toMatch(/<p class="s p\w+">/)
  expect(rowsOf(page)).toEqual(['create | Sun 28 Mar 01:00 to 05:00 (+01:00 to +02:00) | Night'])
})

test('loads nothing, runs nothing, and forbids both', () => {
  const hostile = '</style><script src="http://evil.example">alert(1)</script>'
  const page = render(
    [
      owner(
        hostile,
        [shown('create', 21, '09:00', '10:00', { title: hostile, note: hostile, sources: [hostile] })],
        {
          detail: hostile,
        },
      ),
    ],
    {
      title: hostile,
      subtitle: hostile,
    },
  )
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? []
  const hash = createHash('sha256').update(style).digest('base64')
  expect(page).toContain(
    `content="default-src 'none';style-src 'sha256-${hash}';base-uri 'none';form-action 'none'"`,
  )
  expect(page.match(/<\/style/g)).toHaveLength(1)
  expect(page).not.toMatch(/<script|\sstyle=|\son\w+=|<link|<img|<iframe|@import|url\(/i)
})

test('texts cannot turn the direction of others', () => {
  const page = render([owner('anna', [shown('create', 21, '09:00', '10:00', { title: '\u202Egnp.exe' })])])
  expect(page).toContain('<td>\uFFFDgnp.exe')
  expect(page).not.toContain('\u202E')
})

test('a page of three owners and a week is small', async ({ annotate }) => {
  const days = [21, 22, 23, 24, 25]
  const blocksOfWeek = days.flatMap((day) => [
    shown('there', day, '12:00', '13:00', { title: 'Lunch' }),
    shown('create', day, '09:00', '10:30'),
    shown('delete', day, '15:00', '17:00', { title: 'Opening hours' }),
    shown('update', day, '07:00', '08:00', {
      was: shown('there', day, '06:00', '07:00'),
      note: 'edited by hand',
    }),
    shown('refuse', day, '17:30', '18:00', { note: 'over an appointment' }),
  ])
  const owners = ['anna', 'ben', 'carla'].map((name) =>
    owner(name, blocksOfWeek, { detail: 'user 0007BWpSzSwfiuSl0tR2' }),
  )
  const blocks = blocksOfWeek.length * owners.length
  const bytes = Buffer.byteLength(render(owners))
  await annotate(`${bytes} B for ${blocks} blocks`)
  expect(bytes).toBeLessThanOrEqual(15_000 + 150 * blocks)
})

test.each(['2999-12-31T00:00:00Z', '9999-12-31T23:59:59Z'])(
  'a block that goes on until %s does not make the page long',
  (endTime) => {
    const forever = shown('other', 1, '00:00', '23:59', { title: 'Left', endTime })
    const page = render([owner('anna', [forever, shown('create', 21, '09:00', '10:00')])])
    expect(page).toContain('Mon 21 Dec to Sun 27 Dec 2026')
    expect(blocksOf(page)).toContain('Busy 09:00 to 10:00')
    expect(render([owner('anna', [{ ...forever, state: 'create' }])])).toContain('Left')
  },
)
