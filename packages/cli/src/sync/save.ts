import { OutputError } from '../failure.ts'
import { saveDocument } from './document.ts'

/** Writes a file that an option names. That it cannot be written is an error of the output. */
export async function saveOutput(path: string, document: Parameters<typeof saveDocument>[1]): Promise<void> {
  try {
    await saveDocument(path, document)
  } catch (cause) {
    throw new OutputError(cause)
  }
}
