import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** How a page is looked at. */
export type Look = { readonly scheme: 'light' | 'dark'; readonly width: number; readonly height: number }

/** The looks that are checked. */
export const looks: Readonly<Record<'light' | 'dark' | 'phone', Look>> = {
  light: { scheme: 'light', width: 1280, height: 900 },
  dark: { scheme: 'dark', width: 1280, height: 900 },
  phone: { scheme: 'light', width: 390, height: 844 },
}

/** What went wrong while pages were open: errors on the console, and requests that went elsewhere or failed. */
export type Troubles = { readonly console: string[]; readonly external: string[]; readonly failed: string[] }

/** Starts Chromium. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-gpu'] })

/** A fresh profile that looks at pages in one way, and what goes wrong in it. */
export async function openProfile(
  browser: Browser,
  origin: string,
  look: Look,
): Promise<{ readonly context: BrowserContext; readonly troubles: Troubles }> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.scheme,
    reducedMotion: 'reduce',
  })
  const troubles: Troubles = { console: [], external: [], failed: [] }
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      troubles.console.push(`${message.page()?.url() ?? ''}: ${message.text()}`)
  })
  context.on(
    'weberror',
    (error) => void troubles.console.push(`${error.page()?.url() ?? ''}: ${error.error().message}`),
  )
  context.on('request', (request) => {
    const { protocol, origin: target } = new URL(request.url())
    if (protocol.startsWith('http') && target !== origin) troubles.external.push(request.url())
  })
  context.on('response', (response) => {
    if (response.status() >= 400) troubles.failed.push(`${response.status()} ${response.url()}`)
  })
  return { context, troubles }
}

/** Opens a page and waits until its program runs. */
export async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await showPage(page, url)
  return page
}

/** Goes to a page and waits until its program runs. */
export async function showPage(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'load' })
  await page.waitForFunction(`'__vue_app__' in document.querySelector('#app')`)
}

/** The path of Chromium. */
export function findChromium(): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser']) {
      const path = join(folder, name)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {
        // Not in this folder.
      }
    }
  }
  throw new Error('No chromium on the path. Install it; .ci/chromium does so on Debian.')
}
