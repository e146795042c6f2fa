import { posix } from 'node:path'
import { isRecord } from '../shared/manifest.ts'
import type { Packed } from './packed.ts'

/** Problems of source maps, and paths of this machine in any file of a package. */
export function checkSourceMaps({ files }: Packed, root: string): string[] {
  return [...files].flatMap(([path, text]) => {
    if (text.includes(root)) return [`${path} contains the path of the build folder`]
    if (!path.endsWith('.map'))
      return path.endsWith('.js') && !files.has(`${path}.map`) && path.includes('/') && !isReExport(text)
        ? [`${path} has no source map`]
        : []
    const map = parsed(text)
    const { sources, sourcesContent } = isRecord(map) ? map : {}
    if (!Array.isArray(sources) || sources.length === 0) return [`${path} names no source`]
    // A debugger reads the sources from here, unless they are published as files.
    const texts: readonly unknown[] = Array.isArray(sourcesContent) ? sourcesContent : []
    return sources.flatMap((source, at) =>
      texts[at] || files.has(posix.join(posix.dirname(path), String(source)))
        ? []
        : [`${path} does not contain the source ${source}`],
    )
  })
}

/** True for a file that only re-exports another one, which has no code of its own to map. */
function isReExport(text: string): boolean {
  return /^(?:export \{[^}]*\} from "[^"]+";\s*)+$/.test(text)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
