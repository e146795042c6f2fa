import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { temporaryFolder } from '../shared/temporary-folder.ts'
import { loadRuntime } from './installed.ts'
import { captureConsole, parsePrinted, type RuntimeSpec, stripTypes } from './runtime.ts'
import { serve } from './site.ts'

/** The used part of playwright-core. */
type Playwright = {
  readonly chromium: {
    readonly launchPersistentContext: (folder: string, options: object) => Promise<Context>
  }
}
type Context = {
  readonly browser: () => { readonly version: () => string } | null
  readonly newPage: () => Promise<Page>
  readonly close: () => Promise<void>
}
type Page = {
  readonly goto: (url: string) => Promise<unknown>
  readonly evaluate: (code: string) => Promise<string>
  readonly on: (event: 'console', listener: (message: { readonly text: () => string }) => void) => unknown
  readonly close: () => Promise<void>
}

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Chromium, which loads the modules of the packages unbundled from `node_modules`. */
export const browserRuntime: RuntimeSpec = {
  name: 'Chromium',
  features: new Set(),
  async open(folder) {
    const executablePath = findChromium()
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its types are not installed with the repository
    const { chromium } = loadRuntime('playwright-core') as Playwright
    const profile = temporaryFolder('chromium')
    const browser = await chromium.launchPersistentContext(profile.path, { executablePath, args })
    const site = await serve(folder, ['@block-slots/client', '@block-slots/helpers', 'openapi-fetch'])
    return {
      version: browser.browser()?.version() ?? 'unknown',
      features: new Set(),
      origin: site.url,
      resends:
        'resends a create by itself when a reused connection breaks, which makes two blocks and cannot be prevented. Responses lost in other ways are covered',
      async run(name, code, context) {
        const place = join(folder, 'run')
        mkdirSync(place, { recursive: true })
        writeFileSync(join(place, `${name}.web.js`), stripTypes(code))
        site.passTo(context.url)
        const page = await browser.newPage()
        const messages: string[] = []
        // The reason of a failed import is on the console alone.
        page.on('console', (message) => void messages.push(message.text()))
        try {
          await page.goto(site.url)
          const json = await page.evaluate(`(async () => {
            if ('process' in globalThis) throw new Error('There is a global process, which browsers do not have')
            ${captureConsole}
            await import('/run/${name}.web.js')
            return JSON.stringify(printed)
          })()`)
          return parsePrinted(json)
        } catch (error) {
          throw new Error([error, ...messages].join('\n'), { cause: error })
        } finally {
          await page.close()
        }
      },
      async close() {
        await browser.close()
        await site.close()
        profile.remove()
      },
    }
  },
}

function findChromium(): string {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser']) {
      try {
        accessSync(join(folder, name), constants.X_OK)
        return join(folder, name)
      } catch {
        // Not in this folder.
      }
    }
  }
  throw new Error('No chromium on the path. Install it; .ci/chromium does so on Debian.')
}
