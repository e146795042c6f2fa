import type { Packed } from './packed.ts'

/** Files that do not belong into a package: source maps (decision 012), and any that contain a path of this machine. */
export function checkContents({ files }: Packed, root: string): string[] {
  return [...files].flatMap(([path, text]) => {
    if (text.includes(root)) return [`${path} contains the path of the build folder`]
    return path.endsWith('.map') ? [`${path} is a source map, and its sources are not published`] : []
  })
}
