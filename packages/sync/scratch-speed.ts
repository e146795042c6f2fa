import { statSync, rmSync } from 'node:fs'
import { sqliteStore } from '@block-slots/sync/sqlite'
const path = process.argv[2] ?? '/tmp/w/sq/state.db'
for (const s of ['', '-wal']) rmSync(path + s, { force: true })
let t = performance.now()
const lap = (name: string) => { const n = performance.now(); console.log(name, ((n - t) / 1000).toFixed(2), 's', (process.memoryUsage().rss / 1e6).toFixed(0), 'MB'); t = performance.now() }
const locations = 5000, per = 120
let store = sqliteStore(path)
lap('open')
const id = (n: number) => String(n).padStart(20, 'x')
await store.addRun({ id: 'aaaaaaaa', name: 'big', createdAt: Date.now(), window: { from: '2026-01-01T00:00:00+01:00', to: '2027-01-01T00:00:00+01:00' } })
for (let l = 0; l < locations; l += 8) {
  await store.addOwners('aaaaaaaa', Array.from({ length: 8 }, (_, k) => ({
    owner: `${id(l + k)}/user/${id(l + k)}`, name: `u${l + k}`, timeZone: 'Europe/Berlin', counts: { create: per, update: 0, delete: 0, exists: 0, keep: 0, refuse: 0 }, readAt: Date.now(), shown: 0, ledger: [],
    steps: Array.from({ length: per }, (_, i) => ({ action: 'create' as const, wanted: { startTime: `2026-12-24T09:00:00+01:00`, endTime: `2026-12-24T10:00:00+01:00`, title: `Holiday ${i}`, reasons: [`holidays/2026-12-24-${i}`] } })),
  })))
}
await store.finishPlan('aaaaaaaa')
lap('plan'); console.log('size', statSync(path).size / 1e6, statSync(path + '-wal').size / 1e6)
await store.startRun('aaaaaaaa'); lap('start')
let batch: any[] = []
let pairs = 0
for await (const s of store.steps('aaaaaaaa', { states: ['planned'] })) {
  batch.push(s)
  if (batch.length === 256) {
    const b = batch; batch = []
    await store.commit(b.map((x) => ({ change: 'intent', step: x.id })))
    await store.commit(b.map((x) => ({ change: 'outcome', step: x.id, state: 'done', owner: x.owner, detail: { id: id(x.id) }, ledger: { id: id(x.id), made: { reasons: x.step.wanted.reasons, wanted: { startTime: x.step.wanted.startTime, endTime: x.step.wanted.endTime, title: x.step.wanted.title } } } })))
    pairs += 256
  }
}
const secs = (performance.now() - t) / 1000
console.log('pairs/s', (pairs / secs).toFixed(0))
lap('apply'); console.log('size', statSync(path).size / 1e6, statSync(path + '-wal').size / 1e6)
console.log(await store.counts('aaaaaaaa')); lap('counts')
console.log((await store.locations('aaaaaaaa', 'unfinished')).length); lap('unfinished')
let n = 0
for await (const _ of store.steps('aaaaaaaa')) n++
lap('read steps ' + n)
for await (const o of store.owners('aaaaaaaa')) { n += (await store.ledger(o.owner)).size }
lap('read ledgers ' + n)
await store.endRun('aaaaaaaa', 'done')
await store.close(); lap('close')
store = sqliteStore(path); lap('reopen')
console.log(process.resourceUsage().maxRSS / 1e3)
await store.close()
