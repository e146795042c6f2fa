import { dirname } from 'node:path'

/** The root of the repository. */
export const root: string = dirname(dirname(dirname(import.meta.dirname)))
