import type { BrowserContext } from 'playwright-core'
import { openPage, showPage } from './browser.ts'

/** A link as a reader sees it, with the address of its page and the heading it names. */
export type Link = { readonly text: string; readonly path: string; readonly anchor: string }

/** A page that was read. */
export type WalkedPage = {
  readonly path: string
  readonly title: string
  readonly headings: readonly string[]
  readonly ids: ReadonlySet<string>
  readonly links: readonly Link[]
  /** The names of the parts that run in it. */
  readonly live: readonly string[]
}

type RawPage = {
  readonly title: string
  readonly headings: string[]
  readonly ids: string[]
  readonly links: { text: string; href: string }[]
  readonly live: string[]
}

/** Runs in the page. */
const read = `({
  title: document.querySelector('h1')?.innerText.replace(/\\u200b/g, '').trim() ?? '',
  headings: [...document.querySelectorAll('h1, h2, h3')].map((each) => each.innerText.replace(/\\u200b/g, '').trim()),
  ids: [...document.querySelectorAll('[id]')].map((each) => each.id),
  links: [...document.querySelectorAll('a[href]')].map((each) => ({ text: each.innerText.trim(), href: each.href })),
  live: [...document.querySelectorAll('[data-live]')].map((each) => each.dataset.live),
})`

/** Reads every page that links lead to from the first one. */
export async function walk(context: BrowserContext, origin: string): Promise<Map<string, WalkedPage>> {
  const pages = new Map<string, WalkedPage>()
  const waiting = ['/']
  const page = await openPage(context, `${origin}/`)
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (pages.has(path)) continue
    await showPage(page, origin + path)
    const raw = await page.evaluate<RawPage>(read)
    const links = raw.links.flatMap(({ text, href }) => {
      const url = new URL(href)
      if (url.origin !== origin) return []
      return [{ text, path: url.pathname, anchor: decodeURIComponent(url.hash.slice(1)) }]
    })
    pages.set(path, { ...raw, path, ids: new Set(raw.ids), links })
    // What is no page, such as a picture, is checked by the requests of the page that shows it.
    waiting.push(...links.map((link) => link.path).filter((next) => !/\.\w+$/.test(next)))
  }
  await page.close()
  return pages
}

/** Links to pages or headings that do not exist. */
export function findDeadLinks(pages: ReadonlyMap<string, WalkedPage>): string[] {
  const dead = new Set<string>()
  for (const { path, links } of pages.values()) {
    for (const link of links) {
      const target = pages.get(link.path)
      const name = `${path}: "${link.text}" to ${link.path}${link.anchor === '' ? '' : `#${link.anchor}`}`
      if (target === undefined || target.title === '404') dead.add(name)
      else if (link.anchor !== '' && !target.ids.has(link.anchor)) dead.add(name)
    }
  }
  return [...dead]
}
