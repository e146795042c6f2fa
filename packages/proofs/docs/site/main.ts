import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { exactly, type Figure, printFigures, printGrid, printLine } from '../../table.ts'
import { findViolations } from './axe.ts'
import { buildSite, dist, docs } from './build.ts'
import { looks, openBrowser, openPage, openProfile, type Troubles } from './browser.ts'
import { goals } from './goals.ts'
import { findClicks, openSearch, search } from './reach.ts'
import { serveSite } from './serve.ts'
import { findDeadLinks, walk, type WalkedPage } from './walk.ts'
import { weigh } from './weight.ts'

/** Builds the site, and checks it in Chromium as a reader would see it. */
export async function proveSite(): Promise<void> {
  const seconds = buildSite()
  const site = await serveSite(dist)
  const browser = await openBrowser()
  try {
    const { context, troubles } = await openProfile(browser, site.url, looks.light)
    const pages = await walk(context, site.url)
    const dead = findDeadLinks(pages)
    const unreached = findUnreached(pages)
    printList('Dead links', dead)
    printList('Pages that no link leads to', unreached)

    const kinds = kindsOf(pages)
    const violations = await checkLooks(browser, site.url, kinds, troubles)
    printList('Violations of accessibility', violations)
    printTroubles(troubles)

    const weights = await weigh(browser, site.url, kinds)
    printGrid(
      'What a first visit loads, compressed, in kB',
      ['page', 'document', 'script', 'style', 'other', 'requests'],
      weights,
    )

    const page = await openPage(context, `${site.url}/`)
    const rows: (number | string)[][] = []
    let missed = 0
    for (const goal of goals) {
      const clicks = findClicks(pages, goal)
      const found = await search(page, site.url, goal)
      const isNear = (clicks !== undefined && clicks.length <= 3) || (found !== undefined && found.place <= 5)
      if (!isNear) missed += 1
      rows.push([
        goal.name,
        clicks === undefined ? 'no way' : clicks.join(' > '),
        `"${goal.words}": ${found === undefined ? 'not found' : `${found.place}. ${found.text}`}`,
      ])
    }
    printGrid('From the home page', ['goal', 'clicks', 'one search'], rows)

    printFigures('The site', [
      { name: 'pages', measured: pages.size },
      { name: 'links', measured: [...pages.values()].reduce((sum, { links }) => sum + links.length, 0) },
      { name: 'build', measured: seconds, unit: ' s' },
      exactly('dead links', dead.length, 0),
      exactly('pages that no link leads to', unreached.length, 0),
      exactly('requests elsewhere', troubles.external.length, 0),
      exactly('failed requests', troubles.failed.length, 0),
      exactly('errors on the console', troubles.console.length, 0),
      exactly(
        `violations of accessibility, ${kinds.size} pages, light and dark, and phone`,
        violations.length,
        0,
      ),
      exactly('goals beyond three clicks and one search', missed, 0),
      ...heaviest(weights),
      { name: 'index of the search, loaded by the first', measured: sizeOfIndex(), unit: ' kB', max: 300 },
    ])
  } finally {
    await browser.close()
    site.close()
  }
}

/** Kilobytes of the index, compressed. */
function sizeOfIndex(): number {
  const folder = join(dist, 'assets/chunks')
  const name = readdirSync(folder).find((file) => file.startsWith('@localSearchIndex')) ?? ''
  return gzipSync(readFileSync(join(folder, name))).length / 1000
}

/** The heaviest page, which a slow phone has to load as well. */
function heaviest(weights: readonly (readonly (number | string)[])[]): Figure[] {
  const totals = weights.map(([, ...parts]) =>
    parts.slice(0, 4).reduce<number>((sum, part) => sum + Number(part), 0),
  )
  return [{ name: 'heaviest first visit', measured: Math.max(...totals), unit: ' kB', max: 400 }]
}

/** One page of each kind, and every page with a part that runs in it, by a name. */
function kindsOf(pages: ReadonlyMap<string, WalkedPage>): Map<string, string> {
  const kinds = new Map<string, string>()
  for (const { path, live } of pages.values()) {
    const kind = path === '/' ? 'home' : path.split('/').slice(1, -1).join('-')
    if (!kinds.has(kind)) kinds.set(kind, path)
    else if (live.length > 0) kinds.set(path.slice(1).replaceAll('/', '-'), path)
  }
  for (const path of [
    '/recipes/holidays',
    '/reference/contract',
    '/reference/command-line',
    '/reference/api/client',
    '/guides/reliability',
  ])
    if (pages.has(path)) kinds.set(path.slice(1).replaceAll('/', '-'), path)
  return kinds
}

/** Opens each kind of page in each look, keeps a picture of it, and checks its accessibility. */
async function checkLooks(
  browser: Awaited<ReturnType<typeof openBrowser>>,
  origin: string,
  kinds: ReadonlyMap<string, string>,
  troubles: Troubles,
): Promise<string[]> {
  const violations: string[] = []
  const folder = join(docs, '.site/screenshots')
  mkdirSync(folder, { recursive: true })
  for (const [name, look] of Object.entries(looks)) {
    const { context, troubles: own } = await openProfile(browser, origin, look)
    for (const [kind, path] of kinds) {
      const page = await openPage(context, origin + path)
      await page.screenshot({ path: join(folder, `${kind}-${name}.png`) })
      for (const violation of await findViolations(page)) violations.push(`${path}, ${name}: ${violation}`)
      if (name === 'phone') {
        const width = await page.evaluate(`document.documentElement.scrollWidth`)
        if (Number(width) > look.width)
          violations.push(`${path}, ${name}: it is ${String(width)} pixels wide`)
      }
      await page.close()
    }
    const page = await openPage(context, `${origin}/`)
    await openSearch(page, 'lost response')
    await page.screenshot({ path: join(folder, `search-${name}.png`) })
    for (const violation of await findViolations(page)) violations.push(`the search, ${name}: ${violation}`)
    troubles.console.push(...own.console)
    troubles.external.push(...own.external)
    troubles.failed.push(...own.failed)
    await context.close()
  }
  printLine(`Pictures of ${kinds.size} pages are in packages/docs/.site/screenshots.`)
  return violations
}

/** Built pages that the walk has not come to. */
function findUnreached(pages: ReadonlyMap<string, WalkedPage>): string[] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html') && file !== '404.html' && !file.startsWith('packages/docs/'))
    .map((file) => `/${file.replace(/\.html$/, '').replace(/(^|\/)index$/, '$1')}`)
    .filter((path) => !pages.has(path))
}

function printTroubles({ console, external, failed }: Troubles): void {
  printList('Requests elsewhere', external)
  printList('Failed requests', failed)
  printList('Errors on the console', console)
}

function printList(title: string, items: readonly string[]): void {
  if (items.length === 0) return
  printLine(`\n${title}:`)
  for (const item of [...new Set(items)].slice(0, 60)) printLine(`- ${item}`)
}
