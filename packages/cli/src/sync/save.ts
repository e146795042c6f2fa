import { relative } from 'node:path'
import { OutputError } from '../error.ts'
import { type Document, saveDocument } from './document.ts'

/** Writes a file that an option names. That it cannot be written is an error of the output. */
export async function saveOutput(path: string, document: Document): Promise<void> {
  try {
    await saveDocument(path, document)
  } catch (cause) {
    throw new OutputError(cause)
  }
}

/** Writes the path of a file: from the working folder where it lies in it. */
export function displayPath(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}
