// `npm start`: creates and lists a block with the built command against a local sandbox.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startSandbox } from '@block-slots/sandbox'

const bin = fileURLToPath(import.meta.resolve('./bin.js'))
const location = 'C2QujeCh8ZnC7al2InWR'
const calendar = 'CVokAlI8fgw4WYWoCtQz'
const zone = 'Asia/Kolkata'
const sandbox = await startSandbox()

async function run(...args: string[]): Promise<void> {
  const shown = args.map((arg) => (arg.includes(' ') ? `"${arg}"` : arg)).join(' ')
  process.stdout.write(`\n$ block-slots ${shown}\n`)
  const env = {
    ...process.env,
    HIGHLEVEL_TOKEN: sandbox.token,
    HIGHLEVEL_LOCATION_ID: location,
    HIGHLEVEL_BASE_URL: sandbox.url,
  }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [bin, ...args, '--verbose'], { env })
  process.stdout.write(stderr + stdout)
}

try {
  process.stdout.write(
    `Blocking 03:30 to 04:30 on 2021-06-23 in ${zone}. A sandbox at ${sandbox.url} stands in for HighLevel.\n` +
      'Requests are marked ">", responses "<"; the last lines are the output of the command.\n',
  )
  const from = '2021-06-23T03:30'
  await run(
    'create',
    '--calendar',
    calendar,
    '--title',
    'Test Event',
    '--from',
    from,
    '--to',
    '04:30',
    '--zone',
    zone,
  )
  await run(
    'list',
    '--calendar',
    calendar,
    '--from',
    '2021-06-23T00:00',
    '--to',
    '2021-06-24T00:00',
    '--zone',
    zone,
  )
  const commits = sandbox.audit.filter((entry) => entry.kind === 'commit').length
  process.stdout.write(
    `\nThe sandbox's own log agrees: ${commits} block created. For the real service, set HIGHLEVEL_TOKEN and\n` +
      'HIGHLEVEL_LOCATION_ID and run "npx block-slots create" with the same options. Continue with README.md.\n',
  )
} finally {
  await sandbox.close()
}
