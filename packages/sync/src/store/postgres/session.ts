import { isConnectionLost, storeError } from './failure.ts'
import type { OpenPool, PostgresClient } from './pool.ts'

/** A row: every column as PostgreSQL writes it, whatever a program has set for all connections of `pg`. */
export type Row = Readonly<Record<string, string | null>>

/** Carries out one statement. */
export type Sql = (text: string, values?: readonly unknown[]) => Promise<readonly Row[]>

/** One connection that does everything: what it writes is written while it holds its locks, or not at all. */
export type Session = {
  readonly sql: Sql
  /** Aborts when the connection has ended. */
  readonly lost: AbortSignal
  /** The locks that it holds. */
  readonly scopes: Set<string>
  readonly end: () => void
}

/** A connection without a reply for so long is dead; a statement takes seconds at most. */
const replyTimeoutMs = 60_000

/**
 * Settings of the connection. A commit has to be on the disk, whatever the default of the database; `remote_apply` is stricter.
 * A machine that lost its power sends no end of its connections: the server looks for it, so that its locks are free in half a minute.
 */
const setup = `
  select set_config(name, setting, false)
  from (values
    ('search_path', $1),
    ('synchronous_commit',
      case current_setting('synchronous_commit') when 'remote_apply' then 'remote_apply' else 'on' end),
    ('idle_session_timeout', '0'),
    ('tcp_keepalives_idle', '10'),
    ('tcp_keepalives_interval', '5'),
    ('tcp_keepalives_count', '3'),
    ('tcp_user_timeout', '30000')
  ) as wanted (name, setting)
  join (select name from pg_settings) as known using (name)`

/** Takes a connection of a pool for a schema. */
export async function openSession(pool: OpenPool, schema: string): Promise<Session> {
  const client = await pool.connect().catch((error: unknown) => {
    throw storeError(error)
  })
  const session = sessionOf(client)
  try {
    await session.sql(setup, [`"${schema}"`])
    return session
  } catch (error) {
    session.end()
    throw error
  }
}

function sessionOf(client: PostgresClient): Session {
  const controller = new AbortController()
  const lose = (error?: unknown): void => {
    if (controller.signal.aborted) return
    controller.abort(storeError(error ?? new Error('the connection has ended')))
    // Its settings and locks go with it, so it does not return to the pool.
    client.release(true)
  }
  client.on('error', lose)
  client.on('end', () => lose())
  return {
    async sql(text, values = []) {
      controller.signal.throwIfAborted()
      try {
        const { rows } = await client.query({
          text,
          values: [...values],
          types: { getTypeParser: () => String },
          query_timeout: replyTimeoutMs,
        })
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Every column is read by String.
        return rows as readonly Row[]
      } catch (error) {
        if (isConnectionLost(error)) lose(error)
        throw storeError(error)
      }
    },
    lost: controller.signal,
    scopes: new Set(),
    end: () => lose(),
  }
}
