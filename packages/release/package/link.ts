import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { anchorsOf, linksOf } from '../shared/markdown.ts'
import type { Packed } from './packed.ts'

/** A link of a document: a file beside it (none for the document itself), a heading in that, or an address. */
export type Link = {
  readonly file: string | undefined
  readonly heading: string | undefined
  readonly address: string | undefined
}

/** What a document in Markdown links. */
export function parseLinks(text: string): Link[] {
  return linksOf(text).map(({ url }) => {
    const [file = '', heading] = url.split('#')
    if (/^\w+:/.test(file)) return { file: undefined, heading, address: file }
    return { file: file === '' ? undefined : file, heading, address: undefined }
  })
}

/** The links of the documents in a package that lead nowhere: headings that are not there, files of the repository too. */
export function checkLinks({ files, manifest }: Packed, root: string): string[] {
  const repository = JSON.stringify(manifest['repository']).match(/https:.+?(?=\.git)/)?.[0] ?? ''
  return [...files].flatMap(([path, text]) => {
    if (!path.endsWith('.md') || path === 'CHANGELOG.md') return []
    return parseLinks(text).flatMap(({ file, heading, address }) => {
      let target: string | undefined =
        file === undefined ? text : files.get(posix.join(posix.dirname(path), file))
      if (address !== undefined) {
        if (!address.startsWith(`${repository}/`)) return []
        const [, inside = ''] = /^\/(?:blob|tree)\/main\/(.+)$/.exec(address.slice(repository.length)) ?? []
        const place = join(root, inside)
        if (inside === '' || !existsSync(place))
          return [`${path} links ${address}, which is not in the repository`]
        target = statSync(place).isFile() ? readFileSync(place, 'utf8') : undefined
      }
      // That a file is there at all is asked elsewhere, of every kind of file.
      if (heading === undefined || target === undefined || anchorsOf(target).has(heading)) return []
      return [`${path} links #${heading} of ${address ?? file ?? 'itself'}, which has no such heading`]
    })
  })
}
