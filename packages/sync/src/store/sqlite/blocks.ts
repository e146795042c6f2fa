import type { Ledger, LedgerChange, LedgerEntry } from '../../ledger.ts'
import { prepareQuery, type Cell, type DatabaseSync } from './driver.ts'
import { checksum, pageSize, verifyRow, type Summed } from './row.ts'

/** The ledger's table. */
export type BlockTable = {
  readonly change: (owner: string, change: LedgerChange) => void
  readonly ledger: (owner: string) => Ledger
  /** Throws when a row is damaged: one with another key would be missing from its owner's ledger, unnoticed. */
  readonly verify: () => void
}

/** A block as its table has it: in columns, whose names are not repeated in every row as those of JSON are. */
type BlockRow = {
  readonly owner: string
  readonly id: string
  readonly start_time: string
  readonly end_time: string
  /** JSON, which can write every character. */
  readonly title: string
  /** JSON. */
  readonly reasons: string
  /** JSON of what few blocks have. */
  readonly more: string | null
}

/** Prepares the ledger's table. */
export function createBlockTable(database: DatabaseSync): BlockTable {
  const write = database.prepare(`
    INSERT OR REPLACE INTO block (owner, id, start_time, end_time, title, reasons, more, sum)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  `)
  const remove = database.prepare('DELETE FROM block WHERE owner = ? AND id = ?')
  const readOwner = prepareQuery<Summed<BlockRow>>(
    database,
    'SELECT * FROM block WHERE owner = ? ORDER BY id',
  )
  const readFrom = prepareQuery<Summed<BlockRow>>(
    database,
    'SELECT * FROM block WHERE (owner, id) > (?, ?) ORDER BY owner, id LIMIT ?',
  )
  return {
    change(owner, { id, entry }) {
      if (entry === null) {
        remove.run(owner, id)
        return
      }
      const cells = cellsOf(toRow(owner, id, entry))
      write.run(...cells, checksum('block', cells))
    },
    ledger: (owner) => new Map(readOwner(owner).map((row) => [verified(row).id, toEntry(row)])),
    verify() {
      let last: Pick<BlockRow, 'owner' | 'id'> | undefined = { owner: '', id: '' }
      while (last !== undefined) last = readFrom(last.owner, last.id, pageSize).map(verified).at(-1)
    },
  }
}

function verified(row: Summed<BlockRow>): BlockRow {
  verifyRow('block', row.sum, cellsOf(row))
  return row
}

function cellsOf(row: BlockRow): Cell[] {
  const { owner, id, start_time: startTime, end_time: endTime, title, reasons, more } = row
  return [owner, id, startTime, endTime, title, reasons, more]
}

function toRow(owner: string, id: string, { reasons, wanted, ...more }: LedgerEntry): BlockRow {
  return {
    owner,
    id,
    start_time: wanted.startTime,
    end_time: wanted.endTime,
    title: JSON.stringify(wanted.title),
    reasons: JSON.stringify(reasons),
    more: Object.keys(more).length === 0 ? null : JSON.stringify(more),
  }
}

function toEntry({ start_time: startTime, end_time: endTime, more, ...row }: BlockRow): LedgerEntry {
  const title: string = JSON.parse(row.title)
  const reasons: readonly string[] = JSON.parse(row.reasons)
  const rest: Omit<LedgerEntry, 'reasons' | 'wanted'> = more === null ? {} : JSON.parse(more)
  return { reasons, wanted: { startTime, endTime, title }, ...rest }
}
