import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { temporaryFolder } from '../shared/temporary-folder.ts'
import { loadRuntime } from './installed.ts'
import { captureConsole, parsePrinted, type RuntimeSpec, stripTypes } from './runtime.ts'
import { serve } from './site.ts'

/** As much of playwright-core as is used. */
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
  readonly on: (event: 'console', heed: (message: { readonly text: () => string }) => void) => unknown
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

/** Chromium, loading the packages' modules one by one as they lie in `node_modules`. */
export const browserRuntime: RuntimeSpec = {
  name: 'Chromium',
  hasPrism: false,
  async open(folder) {
    const executablePath = findChromium()
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its types are installed with the matrix alone
    const { chromium } = loadRuntime('playwright-core') as Playwright
    const profile = temporaryFolder('chromium')
    const context = await chromium.launchPersistentContext(profile.path, { executablePath, args })
    const site = await serve(folder, ['@block-slots/client', '@block-slots/helpers', 'openapi-fetch'])
    return {
      version: context.browser()?.version() ?? 'unknown',
      features: new Set(),
      origin: site.url,
      resends:
        'sends a create again by itself when a connection breaks that has served before, and makes two blocks; nothing prevents it. Answers lost in other ways are held',
      async run(name, code, world) {
        const place = join(folder, 'run')
        mkdirSync(place, { recursive: true })
        writeFileSync(join(place, `${name}.web.js`), stripTypes(code))
        site.passTo(world.url)
        const page = await context.newPage()
        const complaints: string[] = []
        // Why a module could not be loaded is said there alone.
        page.on('console', (message) => void complaints.push(message.text()))
        try {
          await page.goto(site.url)
          const json = await page.evaluate(`(async () => {
            if ('process' in globalThis) throw new Error('There is a process, which browsers do not have')
            ${captureConsole}
            await import('/run/${name}.web.js')
            return JSON.stringify(printed)
          })()`)
          return parsePrinted(json)
        } catch (error) {
          throw new Error([error, ...complaints].join('\n'), { cause: error })
        } finally {
          await page.close()
        }
      },
      async close() {
        await context.close()
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
        // Not here.
      }
    }
  }
  throw new Error('No chromium is on the path. Install it: .ci/chromium does so on Debian.')
}
