import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { exactly, printLine, type Figure } from '../table.ts'
import { runCommand } from './command.ts'
import { withChromium, type BrowserEvent, type BrowserPage } from './devtools.ts'
import { findOutside, findOverlaps, type Box } from './geometry.ts'
import { artefacts, withShowcase } from './showcase.ts'

/** The looks of a page. */
const looks = [
  { name: 'light', width: 1280, scheme: 'light', media: 'screen', isMobile: false },
  { name: 'dark', width: 1280, scheme: 'dark', media: 'screen', isMobile: false },
  { name: 'phone', width: 390, scheme: 'light', media: 'screen', isMobile: true },
  // A4 without its margins, at 96 pixels an inch.
  { name: 'print', width: 718, scheme: 'light', media: 'print', isMobile: false },
] as const
type Look = (typeof looks)[number]

/** What a page shows in one look. */
type Seen = {
  readonly width: number
  readonly scrollWidth: number
  /** Blocks of a week, by the day that they are in. */
  readonly days: readonly (readonly Box[])[]
  readonly boxes: readonly Box[]
}

/** Runs in the page: plain JavaScript. What is wider in a box that scrolls by itself is not outside. */
const look = `(() => {
  const box = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    return { left, right, top, bottom, text: element.tagName + ' ' + element.textContent.trim().slice(0, 40) }
  }
  const scrolls = (element) =>
    element !== null && (['auto', 'scroll', 'hidden'].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement))
  const isShown = (element) => element.getClientRects().length > 0
  return {
    width: document.documentElement.clientWidth,
    scrollWidth: document.documentElement.scrollWidth,
    days: [...document.querySelectorAll('.d')].map((day) => [...day.querySelectorAll('p:not(.s)')].filter(isShown).map(box)),
    boxes: [...document.body.querySelectorAll('*')].filter((each) => isShown(each) && !scrolls(each.parentElement)).map(box),
  }
})()`

/** Draws the page of a plan in each of its looks, keeps the pictures, and looks for what does not fit. */
export async function pageFigures(): Promise<Figure[]> {
  mkdirSync(artefacts, { recursive: true })
  printLine(`Pictures are kept in ${artefacts}.`)
  const file = join(artefacts, 'plan.html')
  await withShowcase(async (place) => {
    const { code, err } = await runCommand(['plan', '--html', file], place)
    if (code !== 0) throw new Error(`Expected a page and got ${code}: ${err}`)
  })
  const figures: Figure[] = []
  for (const one of looks) {
    // oxlint-disable-next-line no-await-in-loop -- A browser for each look.
    figures.push(...(await withChromium((page) => judgeLook(page, one, file))))
  }
  figures.push(...(await withChromium((page) => judgePlanted(page, file))))
  return [
    exactly('page: scripts, and addresses that it loads', countLoads(readFileSync(file, 'utf8')), 0),
    ...figures,
  ]
}

/** Scripts, and attributes or styles that load something. */
const countLoads = (html: string): number =>
  [...html.matchAll(/<(?:script|link|iframe|object|embed|img)\b|\bsrc=|url\(|@import/gi)].length

/** What is wrong with a page in one look. */
type Findings = {
  readonly blocks: number
  readonly overlaps: readonly string[]
  readonly outside: readonly string[]
  readonly tooWide: number
  readonly requests: readonly string[]
  readonly errors: readonly string[]
}

async function judgeLook(page: BrowserPage, one: Look, file: string): Promise<Figure[]> {
  const { name, width } = one
  await open(page, one, file)
  const found = await examine(page, file)
  await keep(page, one)
  for (const text of [...found.overlaps, ...found.outside, ...found.requests, ...found.errors]) {
    printLine(`${name}: ${text}`)
  }
  return [
    { name: `${name}: blocks`, measured: found.blocks, min: 1 },
    exactly(`${name}: blocks that overlap`, found.overlaps.length, 0),
    exactly(`${name}: pixels wider than ${width}`, found.tooWide, 0),
    exactly(`${name}: boxes outside of the page`, found.outside.length, 0),
    exactly(`${name}: requests but for the page`, found.requests.length, 0),
    exactly(`${name}: errors in the console`, found.errors.length, 0),
  ]
}

/** Moves the blocks onto each other, makes a box too wide, and loads a picture, which the page forbids. */
const plant = `(async () => {
  for (const block of document.querySelectorAll('.d p')) block.style.cssText = 'top:0;left:0;right:0;height:40px'
  document.querySelector('h1, h2').style.width = '3000px'
  const picture = document.body.appendChild(new Image())
  picture.src = 'http://127.0.0.1:9/picture.png'
  await new Promise((resolve) => picture.addEventListener('error', resolve))
  console.error('planted')
})()`

/** The same examination of a page with faults, which it has to find. */
async function judgePlanted(page: BrowserPage, file: string): Promise<Figure[]> {
  await open(page, looks[0], file)
  await page.send('Runtime.evaluate', { expression: plant, awaitPromise: true })
  const { overlaps, outside, tooWide, errors } = await examine(page, file)
  return [
    { name: 'planted: blocks that overlap', measured: overlaps.length, min: 1 },
    { name: 'planted: boxes outside of the page', measured: outside.length, min: 1 },
    { name: 'planted: pixels too wide', measured: tooWide, min: 1 },
    { name: 'planted: errors, and a picture that was not loaded', measured: errors.length, min: 2 },
  ]
}

async function open(
  { send, events }: BrowserPage,
  { width, scheme, media, isMobile }: Look,
  file: string,
): Promise<void> {
  const size = { width, height: 900, deviceScaleFactor: isMobile ? 2 : 1, mobile: isMobile }
  await send('Emulation.setDeviceMetricsOverride', size)
  const features = [{ name: 'prefers-color-scheme', value: scheme }]
  await send('Emulation.setEmulatedMedia', { media, features })
  await send('Page.navigate', { url: pathToFileURL(file).href })
  while (!events.some(({ method }) => method === 'Page.loadEventFired')) {
    // oxlint-disable-next-line no-await-in-loop -- Until it is loaded.
    await sleep(20)
  }
}

async function examine({ send, events }: BrowserPage, file: string): Promise<Findings> {
  const { result } = await send('Runtime.evaluate', { expression: look, returnByValue: true })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- What the script returns.
  const { days, boxes, width, scrollWidth } = (result as { value: Seen }).value
  const of = (pattern: RegExp): BrowserEvent[] => events.filter(({ method }) => pattern.test(method))
  const url = pathToFileURL(file).href
  return {
    blocks: days.flat().length,
    overlaps: days.flatMap(findOverlaps),
    outside: findOutside(boxes, width),
    tooWide: Math.max(0, scrollWidth - width),
    requests: of(/^Network\.requestWillBeSent$/)
      .map(({ params }) => addressOf(params))
      .filter((address) => address !== url),
    errors: of(/^(?:Log\.entryAdded|Runtime\.(?:exceptionThrown|consoleAPICalled))$/).map(({ params }) =>
      JSON.stringify(params).slice(0, 300),
    ),
  }
}

/** Keeps a picture of the whole page, and what a printer gets. */
async function keep(page: BrowserPage, { name, media }: Look): Promise<void> {
  const options = { captureBeyondViewport: true, ...(await sizeOf(page)) }
  const { data } = await page.send('Page.captureScreenshot', options)
  writeFileSync(join(artefacts, `page-${name}.png`), Buffer.from(String(data), 'base64'))
  if (media !== 'print') return
  const printed = await page.send('Page.printToPDF', { preferCSSPageSize: true })
  writeFileSync(join(artefacts, 'page-print.pdf'), Buffer.from(String(printed['data']), 'base64'))
}

async function sizeOf({ send }: BrowserPage): Promise<object> {
  const { cssContentSize } = await send('Page.getLayoutMetrics')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- As the protocol has it.
  const { width, height } = cssContentSize as { width: number; height: number }
  return { clip: { x: 0, y: 0, width, height, scale: 1 } }
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- As the protocol has it.
const addressOf = ({ request }: BrowserEvent['params']): string => (request as { url: string }).url
