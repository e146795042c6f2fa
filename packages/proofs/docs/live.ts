import type { Browser, Page } from 'playwright-core'
import { exactly, printFigures, printGrid, printLine } from '../table.ts'
import { findViolations } from './site/axe.ts'
import { type Look, looks, openBrowser, openPage, openProfile, type Troubles } from './site/browser.ts'
import { buildSite, dist } from './site/build.ts'
import { serveSite } from './site/serve.ts'

/** What a reader does with a part, and what the page then has to show. */
type Use = {
  readonly path: string
  /** By keyboard and file chooser, as a reader would; returns what it expected and did not see. */
  readonly use: (page: Page) => Promise<string[]>
}

const uses: readonly Use[] = [
  { path: '/try/convert', use: useConverter },
  { path: '/try/feed', use: useFeedReader },
  { path: '/try/owner', use: useOwnerFinder },
  { path: '/try/week', use: useWeekPicture },
  { path: '/try/terminal', use: useCast },
]

/** Builds the site, and uses each part that runs in its pages in Chromium. */
export async function proveLive(): Promise<void> {
  buildSite()
  const site = await serveSite(dist)
  const browser = await openBrowser()
  try {
    const counts = { unseen: 0, violations: 0, requests: 0, console: 0 }
    const rows: (number | string)[][] = []
    for (const { path, use } of uses) {
      for (const [name, look] of Object.entries(looks)) {
        const found = await usePart({ browser, origin: site.url, path, look }, use)
        for (const [kind, messages] of Object.entries(found)) {
          for (const message of messages) printLine(`- ${path}, ${name}, ${kind}: ${message}`)
        }
        const { unseen, violations, requests, console } = found
        counts.unseen += unseen.length
        counts.violations += violations.length
        counts.requests += requests.length
        counts.console += console.length
        rows.push([path, name, unseen.length, requests.length, violations.length])
      }
    }
    printGrid(
      'Parts that run in the page',
      ['page', 'look', 'not shown', 'requests while used', 'violations'],
      rows,
    )
    printFigures('Parts that run in the page', [
      exactly('expected and not shown', counts.unseen, 0),
      exactly('requests while parts are used', counts.requests, 0),
      exactly('violations of accessibility', counts.violations, 0),
      exactly('errors on the console', counts.console, 0),
    ])
  } finally {
    await browser.close()
    site.close()
  }
}

type Visit = {
  readonly browser: Browser
  readonly origin: string
  readonly path: string
  readonly look: Look
}

/** Uses a part in one look, with no network from the moment at which the page is there. */
async function usePart(
  { browser, origin, path, look }: Visit,
  use: Use['use'],
): Promise<Pick<Troubles, 'console'> & Record<'unseen' | 'violations' | 'requests', string[]>> {
  const { context, troubles } = await openProfile(browser, origin, look)
  const page = await openPage(context, origin + path)
  await page.locator('.live form, .live-bare button').first().waitFor()
  // The pages that visible links lead to are fetched ahead; now all of them are.
  await page.evaluate('scrollTo(0, document.body.scrollHeight)')
  await page.waitForTimeout(500)
  await page.waitForLoadState('networkidle')
  const requests: string[] = []
  page.on('request', (request) => {
    // The picture of the week is a document within the page, which has no address.
    if (request.url() === 'about:srcdoc') return
    // A recorded terminal is loaded again to play from its beginning.
    if (/^\/packages\/docs\/pictures\/[\w-]+\.svg$/.test(new URL(request.url()).pathname)) return
    requests.push(request.url())
  })
  await context.setOffline(true)
  const unseen = await use(page)
  const violations = await findViolations(page)
  const width = Number(await page.evaluate('document.documentElement.scrollWidth'))
  if (width > look.width) violations.push(`The page is ${width} pixels wide.`)
  await context.close()
  return { unseen, violations, requests, console: troubles.console }
}

/** The texts that a place does not show. */
async function findMissing(page: Page, place: string, texts: readonly string[]): Promise<string[]> {
  const shown = (await page.locator(place).innerText()).replaceAll(/\s+/g, ' ')
  return texts
    .filter((text) => !shown.includes(text))
    .map((text) => `"${text}" in ${place}: ${shown.slice(0, 400)}`)
}

async function useConverter(page: Page): Promise<string[]> {
  await page.getByLabel('From').fill('2026-03-08T09:00')
  await page.getByLabel('To, the next time after it').fill('10:30')
  await page.getByLabel('Time zone').fill('America/New_York')
  const converted = await findMissing(page, '.live', [
    '"startTime": "2026-03-08T09:00:00-04:00"',
    '"endTime": "2026-03-08T10:30:00-04:00"',
    '1 h 30 min',
    '02:00 becomes 03:00 an hour skipped',
    '02:00 becomes 01:00 an hour twice',
  ])
  await page.getByLabel('Use 2026-11-01').press('Enter')
  await page.getByLabel('To, the next time after it').fill('01:30')
  const night = await findMissing(page, '.live', ['The clock shows 01:00 twice that night'])
  await page.getByLabel('Time zone').fill('EST')
  return [...converted, ...night, ...(await findMissing(page, '.live-problem', ['EST']))]
}

async function useFeedReader(page: Page): Promise<string[]> {
  await page.getByLabel('First day').fill('2026-03-02')
  await page.getByLabel('Last day').fill('2026-03-15')
  await page.getByLabel('Time zone').fill('America/New_York')
  await page.getByText('Read an example').press('Enter')
  await page.locator('.live-result table').waitFor()
  const example = await findMissing(page, '.live-result', [
    '8 busy times',
    'Mon 2026-03-09 09:00 to 09:15 America/New_York (-04:00)',
    'Office closed all day',
    '1 warning',
    'broken@example.com',
  ])
  const lines = [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'UID:one',
    'SUMMARY:Own file',
    'DTSTART:20260303T150000Z',
    'DURATION:PT1H',
  ]
  const file = [...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n')
  await page
    .getByLabel('Choose an .ics file')
    .setInputFiles({ name: 'own.ics', mimeType: 'text/calendar', buffer: Buffer.from(file) })
  await page.getByText('1 busy time', { exact: true }).waitFor()
  const own = await findMissing(page, '.live-result', ['Tue 2026-03-03 10:00 to 11:00', 'Own file'])
  await dropFile(page, lines.join('\r\n'))
  await page.locator('.live-result .live-problem').waitFor()
  return [
    ...example,
    ...own,
    ...(await findMissing(page, '.live-result .live-problem', ['truncated: line 6'])),
  ]
}

/** Drops a file on the place for it. */
async function dropFile(page: Page, text: string): Promise<void> {
  const data = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([${JSON.stringify(text)}], 'dropped.ics'))
    return transfer
  })()`)
  await page.dispatchEvent('.live-drop', 'drop', { dataTransfer: data })
}

async function useOwnerFinder(page: Page): Promise<string[]> {
  const type = page.getByLabel('Type of the calendar')
  await type.selectOption({ label: 'Event (event)' })
  const event = await findMissing(page, '.live-result', ['The calendar itself.', 'await client.create({'])
  await type.selectOption({ label: 'Round robin (round_robin)' })
  await page.getByLabel('Team members').fill('3')
  const team = await findMissing(page, '.live-result', [
    'Its 3 team members',
    'await blockCalendar(client, {',
  ])
  await page.getByLabel('Team members').fill('0')
  return [...event, ...team, ...(await findMissing(page, '.live-problem', ['no team members']))]
}

async function useWeekPicture(page: Page): Promise<string[]> {
  await page.getByLabel('A day of the week').fill('2026-03-11')
  await page.getByLabel('Time zone').fill('America/New_York')
  await page.getByText('Add a block').press('Enter')
  const added = page.getByRole('group', { name: 'Block 4' })
  await added.getByLabel('Title').fill('Interview')
  await added.getByLabel('From').fill('14:00')
  await added.getByLabel('To').fill('15:30')
  await page.getByRole('group', { name: 'Block 2' }).getByText('Remove').press('Enter')
  await page.getByText('The same in a terminal').press('Enter')
  await page.frameLocator('.live iframe').getByText('Interview').first().waitFor()
  const shown = await page.frameLocator('.live iframe').locator('body').innerText()
  const drawn = ['Week of anna', 'Fri 13 Mar 14:00 to 15:30', 'Dentist']
    .filter((text) => !shown.replaceAll(/\s+/g, ' ').includes(text))
    .map((text) => `"${text}" in the page: ${shown.slice(0, 400)}`)
  const removed = shown.includes('Lunch') ? ['Lunch is there and was removed.'] : []
  const text = await findMissing(page, '.live-screen', ['Mon 03-09', 'Interview'])
  return [...drawn, ...removed, ...text]
}

/** The profile wants less motion, so a recorded terminal shows its end until it is played. */
async function useCast(page: Page): Promise<string[]> {
  const picture = page.locator('[data-live] img').first()
  const button = page.locator('.live-bare button').first()
  const look = async (): Promise<string> =>
    `${(await picture.getAttribute('src')) ?? ''} ${await button.innerText()}`
  const still = await look()
  await page.context().setOffline(false)
  await button.press('Enter')
  const seen = `${still}, ${await look()}`
  return /\.svg#still Play, \S+\.svg\?1 Show the end$/.test(seen) ? [] : [`a button that plays: ${seen}`]
}
