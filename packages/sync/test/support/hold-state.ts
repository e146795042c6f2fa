import { sqliteStore } from '@block-slots/sync/sqlite'

// Opens the state whose path is given, starts a run in it, and holds it until this process is killed.

const store = sqliteStore(process.argv[2] ?? '')
const window = { from: '2026-12-01T00:00:00+01:00', to: '2027-01-01T00:00:00+01:00' }
await store.addRun({ id: 'aaaaaaa1', name: 'Blocked time', createdAt: 0, window })
await store.finishPlan('aaaaaaa1')
await store.startRun('aaaaaaa1')
process.stdout.write('open\n')
setInterval(() => {}, 60_000)
