import { syncError } from '../../error.ts'
import { openPool, type OpenPool, type PostgresPool } from './pool.ts'
import { migrate } from './schema.ts'
import { openSession, type Session, type Sql } from './session.ts'
import { inTransaction } from './transaction.ts'

/** The connection of a store. Work on it is done one after the other. */
export type Connection = {
  readonly use: <Result>(work: (session: Session) => Promise<Result>) => Promise<Result>
  /** Carries out one statement, which is a transaction. */
  readonly sql: Sql
  readonly transaction: <Result>(work: (sql: Sql) => Promise<Result>) => Promise<Result>
  readonly close: () => Promise<void>
}

/** Connects on first use, and again after the connection was lost. */
export function createConnection(
  given: PostgresPool | { readonly connectionString: string },
  schema: string,
): Connection {
  let pool: OpenPool | undefined
  let session: Session | undefined
  let isMigrated = false
  let isClosed = false
  let last: Promise<unknown> = Promise.resolve()

  async function open(): Promise<Session> {
    if (isClosed) throw syncError('invalid-input', 'Expected an open store and got a closed one.')
    if (session !== undefined && !session.lost.aborted) return session
    // A holder of a lock that was lost must not write under the connection of another: it releases the lock first.
    if (session !== undefined && session.scopes.size > 0) throw session.lost.reason
    pool ??= await openPool(given)
    const opened = await openSession(pool, schema)
    try {
      if (!isMigrated) await migrate(opened.sql, schema)
    } catch (error) {
      opened.end()
      throw error
    }
    isMigrated = true
    session = opened
    return opened
  }
  function use<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const result = last.then(async () => work(await open()))
    last = result.catch(() => {})
    return result
  }
  return {
    use,
    sql: (text, values) => use(({ sql }) => sql(text, values)),
    transaction: (work) => use(({ sql }) => inTransaction(sql, work)),
    async close() {
      if (isClosed) return
      isClosed = true
      // What waits is rejected; what runs ends.
      await last
      // Its end would free them too, a moment later.
      await session?.sql('select pg_advisory_unlock_all()').catch(() => {})
      session?.end()
      await pool?.end()
    },
  }
}
