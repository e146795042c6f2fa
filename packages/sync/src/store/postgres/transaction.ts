import type { Sql } from './session.ts'

/** Runs statements in one transaction. When the connection is lost during the commit, it is unknown whether it took place. */
export async function inTransaction<Result>(sql: Sql, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  await sql('begin')
  let result: Result
  try {
    result = await work(sql)
  } catch (error) {
    // Fails only with the connection, and the transaction with it.
    await sql('rollback').catch(() => {})
    throw error
  }
  await sql('commit')
  return result
}
