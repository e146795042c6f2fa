import { relative } from 'node:path'

/** Writes the path of a file: from the working folder where it lies in it. */
export function displayPath(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}
