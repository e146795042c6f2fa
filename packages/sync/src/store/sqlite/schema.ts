import type { DatabaseSync } from './driver.ts'

/** "BSLT": marks the files of this package. */
export const applicationId = 0x42534c54

/** Brings a state from the version before to the next. */
export type Migration = (database: DatabaseSync) => void

/**
 * The steps from an empty file to the newest version; their number is the version. Never edit one that was released.
 *
 * A run's owners have successive numbers, and an owner's steps successive ids, so that a range finds them without an index,
 * and a missing row is noticed. What became of a step is in a table of its own: a change of it writes few bytes. `owner.open` is 1 until a later run has taken over what this one has left. Ledger rows are
 * kept by owner and id.
 */
export const migrations: readonly Migration[] = [
  (database) =>
    database.exec(`
      CREATE TABLE run (
        n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL, started INTEGER,
        first_owner INTEGER NOT NULL, owners INTEGER NOT NULL, first_step INTEGER NOT NULL, steps INTEGER NOT NULL,
        data TEXT NOT NULL, sum INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE owner (
        n INTEGER PRIMARY KEY, run INTEGER NOT NULL, location TEXT NOT NULL, owner TEXT NOT NULL, open INTEGER NOT NULL,
        first_step INTEGER NOT NULL, steps INTEGER NOT NULL, data TEXT NOT NULL, ledger TEXT, sum INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX owner_location ON owner (run, location);
      CREATE INDEX owner_open ON owner (owner) WHERE open = 1;
      CREATE TABLE step (id INTEGER PRIMARY KEY, step TEXT NOT NULL, sum INTEGER NOT NULL) STRICT;
      CREATE TABLE outcome (
        id INTEGER PRIMARY KEY, state TEXT NOT NULL, detail TEXT, sum INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE block (
        owner TEXT NOT NULL, id TEXT NOT NULL, start_time TEXT NOT NULL, end_time TEXT NOT NULL, title TEXT NOT NULL,
        reasons TEXT NOT NULL, more TEXT, sum INTEGER NOT NULL, PRIMARY KEY (owner, id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE feed (
        key TEXT NOT NULL UNIQUE, data TEXT NOT NULL, body BLOB NOT NULL, sum INTEGER NOT NULL
      ) STRICT;
    `),
]
