import { knownKinds } from './known-kinds.ts'
import { newKinds } from './new-kinds.ts'
import type { Kind } from './kind.ts'

/** Every kind of fault of the storm. */
export const kinds: readonly Kind[] = [...knownKinds, ...newKinds]
