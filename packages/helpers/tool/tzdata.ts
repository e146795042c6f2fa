/**
 * Packs the compiled tzdata of this machine (Debian's package `tzdata`) into src/tzdata.gen.ts:
 *
 *     node tool/tzdata.ts [folder]
 */
import { writeFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
import { pack } from './pack.ts'
import { readVersion, readZones } from './tzif.ts'

const folder = process.argv[2] ?? '/usr/share/zoneinfo'
const version = readVersion(folder)
const zones = readZones(folder)
const text = pack(version, zones)
writeFileSync(new URL('../src/tzdata/tzdata.gen.ts', import.meta.url), text)
process.stdout.write(
  `tzdata ${version}, ${zones.size} names: ${text.length} bytes, ${brotliCompressSync(text).length} with brotli\n`,
)
