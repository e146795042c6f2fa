import { syncError } from '../../error.ts'
import type { StoreLock } from '../store.ts'
import type { Connection } from './connection.ts'
import type { Session } from './session.ts'

/** The scope that excludes all others. */
const everything = '*'

/** Takes a location: shares everything with other locations, which a lock of everything excludes. */
const lockLocation = `
  select case when pg_try_advisory_lock_shared(hashtextextended($1, 0))
    then pg_try_advisory_lock(hashtextextended($2, 0)) or not pg_advisory_unlock_shared(hashtextextended($1, 0))
    else false end as locked`

const unlockLocation = `
  select pg_advisory_unlock(hashtextextended($2, 0)), pg_advisory_unlock_shared(hashtextextended($1, 0))`

const lockEverything = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked'
const unlockEverything = 'select pg_advisory_unlock(hashtextextended($1, 0))'

/**
 * Takes a lock of the connection, which ends with it. A connection may take the same lock several times, so locks of this store
 * are excluded by the scopes that it holds.
 */
export async function lockScope(connection: Connection, schema: string, scope: string): Promise<StoreLock> {
  const keys = [everything, ...(scope === everything ? [] : [scope])].map(
    (name) => `block-slots ${schema} ${name}`,
  )
  const isAll = scope === everything
  return connection.use(async (session) => {
    const isFree = !isHeld(session, scope)
    const [row] = isFree ? await session.sql(isAll ? lockEverything : lockLocation, keys) : []
    if (row?.['locked'] !== 't') throw locked(scope)
    session.scopes.add(scope)
    let isReleased = false
    return {
      signal: session.lost,
      async release() {
        if (isReleased) return
        isReleased = true
        await releaseScope(connection, session, {
          scope,
          sql: isAll ? unlockEverything : unlockLocation,
          keys,
        })
      },
    }
  })
}

const isHeld = ({ scopes }: Session, scope: string): boolean =>
  scope === everything ? scopes.size > 0 : scopes.has(scope) || scopes.has(everything)

async function releaseScope(
  connection: Connection,
  session: Session,
  { scope, sql, keys }: { readonly scope: string; readonly sql: string; readonly keys: readonly string[] },
): Promise<void> {
  if (session.lost.aborted) {
    session.scopes.delete(scope)
    return
  }
  await connection
    .use(async () => {
      await session.sql(sql, keys)
    })
    // Without the connection there is no lock.
    .catch(() => session.end())
  session.scopes.delete(scope)
}

const locked = (scope: string): Error =>
  syncError(
    'store-locked',
    `Expected ${scope === everything ? 'the state' : scope} to be free and another process uses it.`,
    { hint: 'Wait until it has ended, and try again.' },
  )
