import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { anchorsOf, linksOf } from '../shared/markdown.ts'
import type { Packed } from './packed.ts'

/** A link of a document: a relative file (none for the document itself) with a heading, or an absolute address. */
export type Link = {
  readonly file: string | undefined
  readonly heading: string | undefined
  readonly address: string | undefined
}

/** The links of a document in Markdown. */
export function parseLinks(text: string): Link[] {
  return linksOf(text).map(({ url }) => {
    const [file = '', heading] = url.split('#')
    if (/^\w+:/.test(file)) return { file: undefined, heading, address: file }
    return { file: file === '' ? undefined : file, heading, address: undefined }
  })
}

/** Dead links of the documents in a package: to missing headings, and to missing files of the repository. */
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
        const linked = join(root, inside)
        if (inside === '' || !existsSync(linked))
          return [`${path} links ${address}, which is not in the repository`]
        target = statSync(linked).isFile() ? readFileSync(linked, 'utf8') : undefined
      }
      // A missing file of the package is reported by `checkReachability`.
      if (heading === undefined || target === undefined || anchorsOf(target).has(heading)) return []
      return [`${path} links #${heading} of ${address ?? file ?? 'itself'}, which has no such heading`]
    })
  })
}
