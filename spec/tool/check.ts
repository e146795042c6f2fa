/** `pnpm --filter @block-slots/spec bump`: fails when the waiting changesets are too low for what changed. */
import { fileURLToPath } from 'node:url'
import { check, passes, report } from './change/finding.ts'

const [root = fileURLToPath(new URL('../..', import.meta.url))] = process.argv.slice(2)
const finding = await check(root)
process.stdout.write(`${report(finding)}\n`)
process.exitCode = passes(finding) ? 0 : 1
