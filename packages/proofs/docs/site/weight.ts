import type { Browser } from 'playwright-core'
import { looks, openPage, openProfile } from './browser.ts'

const columns = ['document', 'script', 'stylesheet'] as const

/** What a first visit of each page loads before it is still: kilobytes by kind, and the number of requests. */
export async function weigh(
  browser: Browser,
  origin: string,
  kinds: ReadonlyMap<string, string>,
): Promise<(number | string)[][]> {
  const rows: (number | string)[][] = []
  for (const [kind, path] of kinds) {
    const { context } = await openProfile(browser, origin, looks.light)
    const bytes = new Map<string, number>()
    let requests = 0
    const sizes: Promise<void>[] = []
    context.on('requestfinished', (request) => {
      // What the browser fetches ahead, for a page that may be opened next, is no part of this one.
      if (request.headers()['purpose'] === 'prefetch' || request.headers()['sec-purpose'] === 'prefetch')
        return
      requests += 1
      sizes.push(
        request.sizes().then(({ responseBodySize }) => {
          const type = request.resourceType()
          const column = columns.find((each) => each === type) ?? 'other'
          bytes.set(column, (bytes.get(column) ?? 0) + responseBodySize)
        }),
      )
    })
    const page = await openPage(context, origin + path)
    await page.waitForLoadState('networkidle')
    await Promise.all(sizes)
    const kilobytes = [...columns, 'other'].map((column) => Math.round((bytes.get(column) ?? 0) / 1000))
    rows.push([kind, ...kilobytes, requests])
    await context.close()
  }
  return rows
}
