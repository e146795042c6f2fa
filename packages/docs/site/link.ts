import { dirname, join, normalize } from 'node:path'
import type { Page } from './pages.ts'

/** Where the sources are read when no page of the site shows them. */
export const repository = 'https://github.com/block-slots/block-slots'

/** A page on GitHub, or a picture as documents that are also read on npm have to name it. */
const ownAddress = new RegExp(
  `^(?:${repository}/(?:blob|tree)|${repository.replace('github.com', 'raw.githubusercontent.com')})/main/`,
)

/** A link of a document: to another site, to a heading of the same page, or to a file and a heading in it. */
type Target = { readonly file: string; readonly anchor: string | undefined }

/**
 * The address on the site of what a document of the repository links to: of the page that shows the file, else of the file on
 * GitHub. Addresses of other sites stay.
 */
export function resolveLink(url: string, source: string, pages: ReadonlyMap<string, Page>): string {
  const target = readTarget(url, source)
  if (target === undefined) return url
  const { file, anchor } = target
  const hash = anchor === undefined ? '' : `#${anchor}`
  const page = pages.get(file) ?? pages.get(`${file}/README.md`)
  if (page === undefined) return `${repository}/blob/main/${file}${hash}`
  return addressOf(page.path) + hash
}

/** The address of a picture, which the site has under the path that it has in the repository. */
export function resolvePicture(url: string, source: string): string {
  const target = readTarget(url, source)
  return target === undefined ? url : `/${target.file}`
}

function readTarget(url: string, source: string): Target | undefined {
  if (url.startsWith('#')) return undefined
  const isOwn = ownAddress.test(url)
  if (!isOwn && /^[a-z][a-z\d+.-]*:/i.test(url)) return undefined
  const [path = '', anchor] = url.replace(ownAddress, '').split('#')
  const file = normalize(isOwn ? path : join(dirname(source), decodeURIComponent(path)))
  return { file: file.replace(/\/$/, ''), anchor }
}

/** The address of a page from its path. */
export const addressOf = (path: string): string => `/${path.replace(/(^|\/)index$/, '$1')}`

/** The pages by the file that they show. */
export const pagesBySource = (pages: readonly Page[]): Map<string, Page> =>
  new Map(pages.map((page) => [page.source, page]))

/** The anchor of a heading as GitHub makes it. */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-')
