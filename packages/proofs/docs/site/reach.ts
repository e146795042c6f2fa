import type { Page } from 'playwright-core'
import { showPage } from './browser.ts'
import type { Goal } from './goals.ts'
import type { WalkedPage } from './walk.ts'

/** The labels of the links from the home page to a page, and the heading that was clicked on it, if one was. */
export type Clicks = readonly string[]

/** The fewest clicks from the home page to what a goal asks for; undefined when nothing leads there. */
export function findClicks(pages: ReadonlyMap<string, WalkedPage>, goal: Goal): Clicks | undefined {
  const seen = new Set(['/'])
  let level: { readonly path: string; readonly clicks: Clicks }[] = [{ path: '/', clicks: [] }]
  while (level.length > 0) {
    for (const { path, clicks } of level) {
      if (pages.get(path) !== undefined && isReached(pages.get(path), goal)) return clicks
    }
    level = level.flatMap(({ path, clicks }) =>
      (pages.get(path)?.links ?? []).flatMap((link) => {
        // A link to a heading is the way to that, not to the page.
        if (seen.has(link.path) || (link.anchor !== '' && goal.heading === undefined)) return []
        seen.add(link.path)
        return [{ path: link.path, clicks: [...clicks, link.text.replaceAll(/\s+/g, ' ')] }]
      }),
    )
  }
  return undefined
}

function isReached(page: WalkedPage | undefined, { path, heading }: Goal): boolean {
  if (page === undefined || !path.test(page.path)) return false
  return heading === undefined || page.headings.some((each) => heading.test(each))
}

/** The place of the first result of a search that leads to what a goal asks for, from 1, and its words. */
export type Found = { readonly place: number; readonly text: string }

/** Types the words of a goal into the search of the home page, and looks at what it shows first. */
export async function search(page: Page, origin: string, goal: Goal): Promise<Found | undefined> {
  await showPage(page, `${origin}/`)
  await openSearch(page, goal.words)
  const results = await page
    .locator('.VPLocalSearchBox .result')
    .evaluateAll((found) =>
      found.map((each) => ({ href: each.getAttribute('href') ?? '', text: each.textContent ?? '' })),
    )
  const place = results.findIndex(({ href }) => goal.path.test(new URL(href, origin).pathname))
  const result = results[place]
  if (result === undefined) return undefined
  return { place: place + 1, text: result.text.replaceAll(/\s+/g, ' ').replace(/^# ?/, '').trim() }
}

/** Opens the search of a page, types words and waits for the results. */
export async function openSearch(page: Page, words: string): Promise<void> {
  // The box shows the results of the search before until it has those of this one.
  await page.evaluate('sessionStorage.clear()')
  await page.keyboard.press('Control+k')
  await page.locator('.VPLocalSearchBox input').fill(words)
  await page.locator('.VPLocalSearchBox .result').first().waitFor()
}
