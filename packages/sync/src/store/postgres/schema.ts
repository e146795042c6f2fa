import { syncError } from '../../error.ts'
import { inTransaction } from './transaction.ts'
import type { Sql } from './session.ts'

/**
 * Each brings the tables from the version before it to its own. A table of one row has the version and the serial, which each
 * start of a run raises; `started` is the serial that the last start of a run has made. Columns of type json are written and read as a whole: jsonb refuses what titles may contain.
 */
const migrations: readonly string[] = [
  `create table meta (version integer not null, serial integer not null);
  insert into meta values (0, 0);

  create table run (
    position bigint generated always as identity primary key,
    id text not null unique,
    name text not null,
    state text not null,
    created_at double precision not null,
    window_from text not null,
    window_to text not null,
    serial integer not null,
    started integer,
    undoes text
  );

  create table owner (
    run text not null references run (id) on delete cascade,
    position bigint generated always as identity,
    owner text not null,
    location text not null,
    stopped boolean not null,
    planned json not null,
    ledger json,
    primary key (run, owner)
  );
  create index on owner (run, position);

  create table step (
    id bigint generated always as identity primary key,
    run text not null references run (id) on delete cascade,
    owner text not null,
    location text not null,
    state text not null,
    step json not null,
    detail json
  );
  create index on step (run, id);
  create index on step (run, location, id);
  create index on step (location, run) where state in ('planned', 'sent', 'unknown');

  create table block (
    owner text not null,
    id text not null,
    entry json not null,
    primary key (owner, id)
  );

  create table feed (
    key text primary key,
    etag text,
    last_modified text,
    body bytea not null
  );`,
]

/** The version that this program writes. */
const latest = migrations.length

/**
 * Creates the tables, or brings them to the version of this program.
 *
 * @throws BlockSlotsError of code `store-damaged` when they are of a newer version.
 */
export async function migrate(sql: Sql, schema: string): Promise<void> {
  if ((await readVersion(sql, schema)) === latest) return
  // Of several processes that start at once, one does it. A lock of the transaction would not do: within one, PostgreSQL may
  // not see yet what another has created.
  const key = `block-slots ${schema} migrate`
  await sql('select pg_advisory_lock(hashtextextended($1, 0))', [key])
  const version = await readVersion(sql, schema)
  if (version !== latest) await inTransaction(sql, (each) => migrateFrom(each, version, schema))
  await sql('select pg_advisory_unlock(hashtextextended($1, 0))', [key])
}

async function migrateFrom(sql: Sql, version: number, schema: string): Promise<void> {
  // A schema that is there needs no right to create one.
  const [found] = await sql('select to_regnamespace($1) as schema', [`"${schema}"`])
  if (found?.['schema'] === null) await sql(`create schema "${schema}"`)
  for (const migration of migrations.slice(version)) {
    // oxlint-disable-next-line no-await-in-loop -- In order.
    await sql(migration)
  }
  await sql(`update meta set version = ${latest}`)
}

async function readVersion(sql: Sql, schema: string): Promise<number> {
  const [found] = await sql(`select to_regclass('meta') as meta`)
  if (found?.['meta'] === null) return 0
  const [meta] = await sql('select version from meta')
  const version = Number(meta?.['version'])
  if (version <= latest) return version
  throw syncError(
    'store-damaged',
    `Expected version ${latest} or older of the tables in the schema ${schema} and got ${version}.`,
    { hint: 'Update @block-slots/sync, or use another schema.' },
  )
}
