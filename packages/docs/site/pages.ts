import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** A page of the site. */
export type Page = {
  /** Its address on the site, without an ending: `guides/limit`. */
  readonly path: string
  /** Its name in the navigation. */
  readonly title: string
  /** Where its text comes from, from the root of the repository; its links are relative to there. */
  readonly source: string
}

/** Pages that stand together in the navigation. */
export type Group = { readonly title: string; readonly pages: readonly Page[] }

/** A part of the site, with an entry in the bar at its top. */
export type Part = { readonly title: string; readonly groups: readonly Group[] }

/** The root of the repository. */
export const root: string = join(import.meta.dirname, '../../..')

/** Where the pages of the reference are generated, from the root of the repository. */
export const generated = 'packages/docs/.site/generated'

/** Where all pages are copied to and the site is built from, from the root of the repository. */
export const assembled = 'packages/docs/.site/pages'

/** The published packages: their folder, and their name on the site. */
const packages: readonly (readonly [folder: string, name: string])[] = [
  ['packages/client', 'client'],
  ['packages/helpers', 'helpers'],
  ['packages/sync', 'sync'],
  ['packages/sandbox', 'sandbox'],
  ['packages/mock', 'mock'],
  ['packages/cli', 'cli'],
  ['spec', 'spec'],
]

/** The order of the guides. One that is not named here follows them. */
const guideOrder = [
  'calls',
  'errors',
  'reliability',
  'limit',
  'tokens',
  'secrets',
  'calendar',
  'blocks',
  'zones',
  'zone-rules',
  'series',
  'merge',
  'icalendar',
  'events',
  'browsers',
  'undici',
  'speed',
  'helpers-speed',
  'sources',
  'runs',
  'stops',
  'machines',
  'times',
  'plans',
  'profiles',
  'exit-codes',
  'prism',
  'tests',
  'faults',
  'sandbox-state',
  'sandbox-command',
  'upgrades',
]

/** The guide that is a page of the reference. */
const behaviour = 'packages/sandbox/guide/behaviour.md'

/** The home page. */
export const home: Page = { path: 'index', title: 'block-slots', source: 'packages/docs/index.md' }

/** Every part of the site, in the order of the navigation. */
export function readParts(): Part[] {
  return [
    single('Start', readPages('packages/docs/start', 'start')),
    single('Recipes', readPages('packages/docs/recipes', 'recipes')),
    single('Guides', readGuides()),
    single('Try', readPages('packages/docs/live', 'try')),
    {
      title: 'Reference',
      groups: [
        { title: 'Reference', pages: readReference() },
        { title: 'Packages', pages: readPackages() },
        { title: 'Functions and types', pages: readApi() },
      ],
    },
    single('Decisions', readPages('packages/docs/decisions', 'decisions')),
  ].filter(({ groups }) => groups.length > 0)
}

/** All pages of these parts, and the home page. */
export const pagesOf = (parts: readonly Part[]): Page[] => [
  home,
  ...parts.flatMap(({ groups }) => groups.flatMap(({ pages }) => pages)),
]

const single = (title: string, pages: readonly Page[]): Part => ({
  title,
  groups: pages.length === 0 ? [] : [{ title, pages }],
})

/** The pages of a folder in the order of file names. A number before a name orders pages and is not part of the address. */
function readPages(folder: string, path: string): Page[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .toSorted((a, b) => Number(b === 'README.md') - Number(a === 'README.md') || a.localeCompare(b))
    .map((name) => {
      const source = `${folder}/${name}`
      const stem = basename(name, '.md')
      // The number of a decision is its name.
      const address = path === 'decisions' ? stem : stem.replace(/^\d+-/, '')
      return { path: `${path}/${stem === 'README' ? 'index' : address}`, title: readTitle(source), source }
    })
}

function readGuides(): Page[] {
  const folders = ['packages/docs/guides', ...packages.map(([folder]) => `${folder}/guide`)]
  const rank = ({ path }: Page): number => {
    const place = guideOrder.indexOf(basename(path))
    return place === -1 ? guideOrder.length : place
  }
  return folders
    .flatMap((folder) => readPages(folder, 'guides'))
    .filter(({ source }) => source !== behaviour)
    .toSorted((a, b) => rank(a) - rank(b))
}

const readReference = (): Page[] => [
  ...readPages(generated, 'reference'),
  { path: 'reference/sandbox-behaviour', title: readTitle(behaviour), source: behaviour },
  { path: 'reference/deviations', title: readTitle('spec/DEVIATIONS.md'), source: 'spec/DEVIATIONS.md' },
]

const readPackages = (): Page[] =>
  packages.map(([folder, name]) => {
    const source = `${folder}/README.md`
    return { path: `packages/${name}`, title: readTitle(source), source }
  })

/** A page for each entry of the packages, in their order. */
function readApi(): Page[] {
  const pages = readPages(`${generated}/api`, 'reference/api')
  return packages.flatMap(([, name]) =>
    pages
      .filter(({ path }) => basename(path).split('-')[0] === name)
      .toSorted((a, b) => a.path.length - b.path.length)
      .map((page) => ({ ...page, title: page.title.replace('@block-slots/', '') })),
  )
}

/** The first heading of a document, without marks. */
function readTitle(source: string): string {
  const [, title = basename(source)] = /^# (.+)$/m.exec(readFileSync(join(root, source), 'utf8')) ?? []
  return title.replaceAll('`', '')
}
