import { fileURLToPath } from 'node:url'
import { type DefaultTheme, defineConfig, type UserConfig } from 'vitepress'
import { addressOf, anchorOf, pagesBySource, repository, resolveLink, resolvePicture } from '../site/link.ts'
import { type Group, generated, pagesOf, type Part, readParts } from '../site/pages.ts'
import { searchBox } from '../site/search-box.ts'

const parts = readParts()
const pages = pagesOf(parts)
const bySource = pagesBySource(pages)
const byFile = new Map(pages.map((page) => [`${page.path}.md`, page]))

/** The address below which the site is served; GitHub Pages serves it below the name of the repository. */
const base = process.env['SITE_BASE'] ?? '/'

const firstPage = ({ groups }: Part): string => groups[0]?.pages[0]?.path ?? ''

const itemOf = ({ title, pages: own }: Group): DefaultTheme.SidebarItem => ({
  text: title,
  items: own.map((page) => ({ text: page.title, link: addressOf(page.path) })),
})

const config: UserConfig<DefaultTheme.Config> = defineConfig({
  srcDir: '.site/pages',
  outDir: 'dist',
  cacheDir: '.site/cache',
  base,
  lang: 'en',
  head: [['link', { rel: 'icon', href: `${base}icon.svg` }]],
  title: 'block-slots',
  description: 'Block calendar time on HighLevel (GoHighLevel, LeadConnector) from TypeScript.',
  cleanUrls: true,
  vite: {
    plugins: [searchBox],
    // The index of the search, which is loaded when a search begins.
    build: { chunkSizeWarningLimit: 1500 },
    resolve: {
      // The parts that run in pages are built from the sources of the packages.
      conditions: ['block-slots-source'],
      alias: { 'node:crypto': fileURLToPath(new URL('../live/logic/sha256.ts', import.meta.url)) },
    },
  },
  // The proof of the site walks all links of what is built, anchors included.
  ignoreDeadLinks: true,
  markdown: {
    // Both have at least the contrast that the accessibility guidelines ask for.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify: anchorOf },
    config(markdown) {
      // A heading of a table without words is no heading to a screen reader.
      markdown.core.ruler.push('empty-headings', ({ tokens }) => {
        for (const [index, token] of tokens.entries()) {
          if (token.type !== 'th_open' || tokens[index + 1]?.content !== '') continue
          const close = tokens[index + 2]
          if (close !== undefined) token.tag = close.tag = 'td'
        }
      })
      markdown.core.ruler.push('resolve-links', ({ tokens, env }) => {
        const page = byFile.get(String(env.relativePath))
        if (page === undefined) return
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const [href, src] = [token.attrGet('href'), token.attrGet('src')]
          // TypeDoc links its pages to each other.
          if (href !== null && !page.source.startsWith(`${generated}/api/`))
            token.attrSet('href', resolveLink(href, page.source, bySource))
          if (src !== null) token.attrSet('src', resolvePicture(src, page.source))
        }
      })
    },
  },
  themeConfig: {
    nav: parts.map((part) => ({
      text: part.title,
      link: addressOf(firstPage(part)),
      activeMatch: `^/(?:${[...foldersOf(part)].join('|')})/`,
    })),
    sidebar: Object.fromEntries(
      parts.flatMap((part) => [...foldersOf(part)].map((folder) => [`/${folder}/`, part.groups.map(itemOf)])),
    ),
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          searchOptions: {
            // How something is done comes before why, and before what HighLevel's own document says of it.
            boostDocument: (address: string) =>
              /\/(?:start|recipes|guides)\//.test(address)
                ? 2
                : /\/(?:decisions|reference\/deviations)/.test(address)
                  ? 0.5
                  : 1,
          },
        },
      },
    },
    externalLinkIcon: false,
    socialLinks: [{ icon: 'github', link: repository }],
  },
})

/** The folders of the addresses in a part. */
function foldersOf({ groups }: Part): Set<string> {
  return new Set(groups.flatMap((group) => group.pages.map(({ path }) => path.split('/')[0] ?? '')))
}

export default config
