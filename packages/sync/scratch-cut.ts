import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { cut, judgeState, makeFolder, writeHistory } from './test/support/damage.ts'
import { sqliteStore } from './src/store/sqlite/store.ts'
const folder = makeFolder()
const h = await writeHistory(folder)
const path = join(folder, 't.db')
const f = cut(h.files, 'main', 8600)
console.log(await judgeState(path, f, h))
writeFileSync(path, f.main); writeFileSync(path + '-wal', f.wal)
try { const s = sqliteStore(path); console.log(await s.runs()); for (const r of await s.runs()) for await (const x of s.steps(r.id)) console.log(x.id, x.state)
for (const o of ['loc-1/user/ann','loc-2/user/cat']) console.log(await s.ledger(o), (await s.unresolved(o)).length)
console.log(await s.feed('feed')); await s.close() } catch (e) { console.log(e) }
