import { syncError } from '../../error.ts'
import { storeError } from './failure.ts'

/** A statement with its values, and with functions that read the columns of its rows. */
export type PostgresQuery = {
  readonly text: string
  readonly values?: unknown[]
  readonly types?: { readonly getTypeParser: (...given: never[]) => unknown }
  /** Milliseconds; read by `pg`, although its types do not name it. */
  readonly query_timeout?: number
}

/** What is used of a client of `pg`. A method, since the types of `pg` are narrower than what it takes. */
export type PostgresClient = {
  query(query: PostgresQuery): Promise<{ readonly rows: readonly unknown[] }>
  readonly on: (event: 'error' | 'end', listener: (error?: Error) => void) => unknown
  readonly release: (destroy?: boolean) => void
}

/** What is used of a pool of `pg`: one of its connections, until the store is closed. */
export type PostgresPool = {
  readonly connect: () => Promise<PostgresClient>
}

/** A pool, and what ends it. */
export type OpenPool = PostgresPool & { readonly end: () => Promise<void> }

/** A database that does not reply is unavailable, not slow. */
const connectTimeoutMs = 10_000

/** Makes a pool for an address, by the package `pg`, which is loaded here. The pool of a user stays open at the end. */
export async function openPool(
  given: PostgresPool | { readonly connectionString: string },
): Promise<OpenPool> {
  if ('connect' in given) return { connect: () => given.connect(), end: async () => {} }
  const { default: pg } = await import('pg').catch((error: unknown) => {
    throw syncError('invalid-input', 'Expected the package pg to be installed and it is not.', {
      hint: 'Run `npm install pg`.',
      cause: error,
    })
  })
  try {
    const pool = new pg.Pool({
      connectionString: given.connectionString,
      max: 1,
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      application_name: 'block-slots',
    })
    // Without a listener, an idle connection that ends would end the process. The next call sees that it has.
    pool.on('error', () => {})
    return { connect: () => pool.connect(), end: () => pool.end() }
  } catch (error) {
    throw storeError(error)
  }
}
