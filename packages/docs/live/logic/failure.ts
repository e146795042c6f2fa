/** The message of an error: those of the packages say what to do. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
