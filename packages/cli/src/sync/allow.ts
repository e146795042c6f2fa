import { UsageError } from '../error.ts'

/** The option that names the number of a stop. */
export type AllowFlags = { readonly allow?: string }

/** Reads the number of blocks that an override names. */
export function readAllow({ allow }: AllowFlags): number | undefined {
  if (allow === undefined || /^\d{1,9}$/.test(allow)) return allow === undefined ? undefined : Number(allow)
  throw new UsageError(
    `Expected --allow to be a number of blocks and got "${allow}". Write the number that the stopped owner names.`,
  )
}
