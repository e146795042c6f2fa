import { crc32 } from 'node:zlib'
import type { Cell } from './driver.ts'
import { damaged } from './failure.ts'

/** The tables of a state. */
export type Table = 'run' | 'owner' | 'step' | 'outcome' | 'block' | 'feed'

/** Rows that are read at a time. */
export const pageSize = 500

/**
 * The checksum of a row, over its key too, so that a row in the place of another is noticed. SQLite's own check does not see
 * a changed byte within a value.
 */
export const checksum = (table: Table, cells: readonly Cell[], body?: Uint8Array): number => {
  const sum = crc32(`${table}\0${cells.join('\0')}`)
  // Node 22.13 takes an empty body that SQLite has returned for none, and starts again.
  return body === undefined || body.length === 0 ? sum : crc32(body, sum)
}

/** Throws unless a row has its checksum. */
export function verifyRow(table: Table, sum: number, cells: readonly Cell[], body?: Uint8Array): void {
  if (checksum(table, cells, body) !== sum) throw damaged(`the table "${table}"`)
}

/** A row with its checksum. */
export type Summed<Row> = Row & { readonly sum: number }
