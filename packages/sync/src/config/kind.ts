import type { Source } from '../source/source.ts'
import type { ConfigSource } from './config.ts'

/** What a source is created with beside its keys. */
export type KindContext = {
  /** Folder of the configuration, from which files are found. */
  readonly folder: string
  /** Address of its feed. */
  readonly feed: string | undefined
}

/**
 * Creates a source from its configuration.
 *
 * @throws When it does not accept its options, with a message for users.
 */
export async function createSource({ items }: ConfigSource, _context: KindContext): Promise<Source> {
  if (items !== undefined) return items
  // Until the sources are there.
  throw new Error('This kind of source is not available yet.')
}
