import { join } from 'node:path'
import { cut, flip, judgeRows, judgeState, makeFolder, writeHistory } from './test/support/damage.ts'
const folder = makeFolder()
const h = await writeHistory(folder)
console.log(h.files.main.length, h.files.wal.length, h.states.length, h.rows.length)
const path = join(folder, 't.db')
const every = Number(process.argv[2] ?? 50)
const total = h.files.main.length + h.files.wal.length
const c: Record<string, number> = {}
let t = performance.now(), n = 0
for (let p = 0; p < total; p += every) for (const bits of [1, 0xff]) {
  const f = flip(h.files, p, bits)
  const a = await judgeState(path, f, h), b = judgeRows(path, f, h)
  c['store ' + a] = (c['store ' + a] ?? 0) + 1; c['sqlite ' + b] = (c['sqlite ' + b] ?? 0) + 1; n++
  if (a === 'wrong') console.log('wrong flip', p, bits)
}
for (const file of ['main', 'wal'] as const) for (let l = 0; l < h.files[file].length; l += every) {
  const a = await judgeState(path, cut(h.files, file, l), h)
  c['cut ' + file + a] = (c['cut ' + file + a] ?? 0) + 1; n++
  if (a === 'wrong') console.log('wrong cut', file, l)
}
console.log(c, n, (performance.now() - t) / n, 'ms')
