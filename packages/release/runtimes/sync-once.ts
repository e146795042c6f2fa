// Runs on every runtime with SQLite, against a sandbox: plans, applies, and finds nothing to do afterwards.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBlockSlotsClient } from '@block-slots/client'
import { createSync, days, holidays } from '@block-slots/sync'
import { sqliteStore } from '@block-slots/sync/sqlite'

const client = createBlockSlotsClient({ token: process.env.HIGHLEVEL_TOKEN ?? '' })
const folder = mkdtempSync(join(tmpdir(), 'block-slots-sync-'))
const store = sqliteStore(join(folder, 'state.db'))
const sync = createSync({
  config: {
    name: 'clinic',
    timeZone: 'Europe/Berlin',
    window: { from: '2026-12-01', days: 25 },
    owners: { room: { locationId: 'C2QujeCh8ZnC7al2InWR', calendarId: 'CVokAlI8fgw4WYWoCtQz' } },
    sources: {
      absences: { for: 'all', items: days({ days: ['2026-12-10'], title: 'Away' }) },
      holidays: { for: 'all', items: holidays({ country: 'DE', title: 'Holiday' }) },
    },
  },
  clientOf: () => client,
  store,
})
for (const _ of ['first', 'second']) {
  const report = await sync.apply(await sync.plan())
  const { done, exists } = report.counts
  // oxlint-disable-next-line no-console -- the lines below are the expected output
  console.log(done, exists)
}
await store.close()
rmSync(folder, { recursive: true })
// => 2 0
// => 0 2
