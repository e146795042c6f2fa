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
