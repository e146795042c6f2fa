import type { FeedRecord } from '../store.ts'
import { prepareQuery, type DatabaseSync } from './driver.ts'
import { damaged } from './failure.ts'
import { checksum, verifyRow } from './row.ts'

/** The table of feeds. */
export type FeedTable = {
  readonly find: (key: string) => FeedRecord | undefined
  readonly save: (key: string, record: FeedRecord) => void
}

type FeedRow = {
  readonly key: string
  readonly data: string
  readonly body: Uint8Array
  readonly sum: number
}

/** Prepares the table of feeds. */
export function createFeedTable(database: DatabaseSync): FeedTable {
  const read = prepareQuery<FeedRow>(database, 'SELECT * FROM feed WHERE key = ?')
  const write = database.prepare('INSERT OR REPLACE INTO feed (key, data, body, sum) VALUES (?, ?, ?, ?)')
  return {
    find(key) {
      const [row] = read(key)
      if (row === undefined) return undefined
      if (!(row.body instanceof Uint8Array)) throw damaged('the table "feed"')
      verifyRow('feed', row.sum, [row.key, row.data], row.body)
      const rest: Omit<FeedRecord, 'body'> = JSON.parse(row.data)
      return { ...rest, body: row.body }
    },
    save(key, { body, ...rest }) {
      const data = JSON.stringify(rest)
      write.run(key, data, body, checksum('feed', [key, data], body))
    },
  }
}
