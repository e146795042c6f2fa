import type { Ledger, LedgerChange, Made } from '../../ledger.ts'
import { prepareQuery, type DatabaseSync } from './driver.ts'
import { checksum, pageSize, verifyRow } from './row.ts'

/** The ledger's table. */
export type BlockTable = {
  readonly change: (owner: string, change: LedgerChange) => void
  readonly ledger: (owner: string) => Ledger
  /** Throws when a row is damaged: one with another key would be missing from its owner's ledger, unnoticed. */
  readonly verify: () => void
}

type BlockRow = { readonly owner: string; readonly id: string; readonly made: string; readonly sum: number }

/** Prepares the ledger's table. */
export function createBlockTable(database: DatabaseSync): BlockTable {
  const write = database.prepare('INSERT OR REPLACE INTO block (owner, id, made, sum) VALUES (?, ?, ?, ?)')
  const remove = database.prepare('DELETE FROM block WHERE owner = ? AND id = ?')
  const readOwner = prepareQuery<BlockRow>(database, 'SELECT * FROM block WHERE owner = ? ORDER BY id')
  const readFrom = prepareQuery<BlockRow>(
    database,
    'SELECT * FROM block WHERE (owner, id) > (?, ?) ORDER BY owner, id LIMIT ?',
  )
  return {
    change(owner, { id, made }) {
      if (made === null) {
        remove.run(owner, id)
        return
      }
      const cells = [owner, id, JSON.stringify(made)] as const
      write.run(...cells, checksum('block', cells))
    },
    ledger(owner) {
      const ledger = new Map<string, Made>()
      for (const row of readOwner(owner)) {
        verifyBlock(row)
        const made: Made = JSON.parse(row.made)
        ledger.set(row.id, made)
      }
      return ledger
    },
    verify() {
      let last: Pick<BlockRow, 'owner' | 'id'> | undefined = { owner: '', id: '' }
      while (last !== undefined) {
        const page = readFrom(last.owner, last.id, pageSize)
        for (const row of page) verifyBlock(row)
        last = page.at(-1)
      }
    },
  }
}

const verifyBlock = ({ owner, id, made, sum }: BlockRow): void => verifyRow('block', sum, [owner, id, made])
