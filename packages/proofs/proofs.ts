/** One proof as `pnpm prove` lists it. */
export type Proof = {
  readonly name: string
  /** Its program, relative to this folder. */
  readonly file: string
  readonly proves: string
  /** Roughly, at full size on two cores. */
  readonly takes: string
  readonly arguments?: string
  /** What has to be built first: a package, or a filter of turbo. */
  readonly builds?: string
  /** Programs beyond Node that it needs. */
  readonly needs?: string
}

/** Every proof. The list, the usage error and the tests derive from this table. */
export const proofs: readonly Proof[] = [
  {
    name: 'fault-matrix',
    file: 'fault-matrix/main.ts',
    proves: 'every operation ends as its table says under every fault, in process and over sockets',
    takes: '8 min',
    arguments: '[in-process] [fetch] [undici] [--seed n] [--seeds n] [--row text] [--scale n]',
  },
  {
    name: 'fault-matrix:calendar',
    file: 'fault-matrix/calendar.ts',
    proves: 'blockCalendar leaves what it reports when random requests fail',
    takes: '1 min',
    arguments: '[calls] [seed]',
  },
  {
    name: 'exactly-once',
    file: 'exactly-once/main.ts',
    proves: 'creates under faults make no duplicate and lose none; without each safeguard they do',
    takes: '1 min',
    arguments: '[creates] [--seed n]',
  },
  {
    name: 'storm',
    file: 'storm/main.ts',
    proves:
      'creates under 50 kinds of fault are made once and reported as they are, in process and over sockets',
    takes: '15 min',
    arguments: '[in-process] [undici] [--creates n] [--kind text] [--scale n] [--seed n]',
  },
  {
    name: 'sync',
    file: 'sync/main.ts',
    proves:
      'calendars are kept equal to a source through kills, faults, lost state, two machines and damage; 600,000 blocks',
    takes: '45 min',
    arguments:
      '[diff] [kills] [set-back] [machines] [guards] [night] [damage] [pg-boss] [size] [--seed n] [--seeds n] [--blocks n]',
    needs: 'Debian’s postgresql (pg-boss)',
  },
  {
    name: 'cli',
    file: 'cli/main.ts',
    proves:
      'the command line starts quickly, its exit codes and words are true however it ends, and its pictures fit',
    takes: '10 min',
    arguments: '[start] [kills] [terminal] [page] [--seed n] [--hits n] [--creates n] [--rounds n]',
    builds: 'block-slots',
    needs: 'tmux (terminal), chromium (page)',
  },
  {
    name: 'limiter',
    file: 'limiter/main.ts',
    proves: 'localLimiter never exceeds the limit, uses the quota, and sends one probe after a 429',
    takes: '1 min',
    arguments: '[requests]',
  },
  {
    name: 'limiter:property',
    file: 'limiter/property.ts',
    proves: 'localLimiter agrees with its model in random scenarios',
    takes: '5 s',
    arguments: '[runs] [seed] [shrink]',
  },
  {
    name: 'limiter:redis',
    file: 'limiter/redis.ts',
    proves:
      'redisLimiter keeps the limit over processes, with and without shares, while they and Redis are killed',
    takes: '7 min',
    arguments: '[requests]',
    needs: 'redis-server',
  },
  {
    name: 'tokens',
    file: 'tokens/main.ts',
    proves: 'tokens are refreshed once, over processes and lost responses, and redaction leaves no secret',
    takes: '2 min',
    arguments: '[expire] [rotate] [reject] [processes] [redaction] [--seed n]',
  },
  {
    name: 'leaks',
    file: 'leaks/main.ts',
    proves: 'no memory, timer, socket or listener is left after many calls, and hanging calls end in time',
    takes: '8 min',
    arguments: '[calls]',
  },
  {
    name: 'secrets',
    file: 'secrets/main.ts',
    proves: 'no secret shows in errors, events, crashes or files, whatever servers echo',
    takes: '1 min',
  },
  {
    name: 'properties',
    file: 'properties/main.ts',
    proves: 'the properties of the client hold at full size',
    takes: '1 min',
    arguments: '[seed]',
  },
  {
    name: 'peers',
    file: 'peers/main.ts',
    proves: 'the client beside the official SDK and HTTP libraries under the same faults',
    takes: '10 min',
    arguments: '[blocks]',
    needs: 'npm registry',
  },
  {
    name: 'mutation',
    file: 'mutation/main.ts',
    proves: 'the client’s tests find most mistakes that are put into its sources',
    takes: '1 h',
    arguments: '[group …] [--dry-run]',
    needs: 'npm registry',
  },
  {
    name: 'zones',
    file: 'zones/main.ts',
    proves: 'offsets agree with Python’s zoneinfo at every change of every zone, 1970 to 2037',
    takes: '1 min',
    arguments: '[--sample]',
    needs: 'python3, Debian’s tzdata',
  },
  {
    name: 'types',
    file: '../release/negative/types.ts',
    proves: 'the compiler says what is right for calls that people get wrong, with TypeScript 5.9 and 7',
    takes: '10 s',
    arguments: '[name]',
    builds: 'block-slots-release^...',
  },
  {
    name: 'contract',
    file: '../release/generated/imports.ts',
    proves: 'Postman’s and Bruno’s converters import every operation of the contract, and the create arrives',
    takes: '30 s',
    needs: 'npm registry',
  },
  {
    name: 'docs',
    file: 'docs/main.ts',
    proves:
      'the built site: links, accessibility, weight, nothing from elsewhere, ways to what people look for; the parts that run in pages; the recorded terminals; the examples as installed',
    takes: '8 min',
    arguments: '[site] [live] [casts] [lighthouse] [examples]',
    needs: 'chromium, util-linux (casts); npm registry (lighthouse, examples); python3 (examples)',
  },
  {
    name: 'speed',
    file: 'speed/main.ts',
    proves:
      'what a create costs beside other clients, in one table with budgets; the speed of sandbox and helpers',
    takes: '12 min',
    arguments:
      '[cpu] [import] [bundle] [install] [types] [sandbox] [helpers] [--row text] [--rounds n] [--calls n] [--sources] [--save]',
    builds: '@block-slots/client',
    needs: 'npm registry',
  },
  {
    name: 'speed:helpers',
    file: 'speed/helpers/main.ts',
    proves: 'speed of zones, recurrence and iCalendar beside other libraries',
    takes: '4 min',
    arguments: '[mixed] [successive] [recurrences] [calendars] [outdated]',
  },
]

/** The proof that a mistyped name most likely means: it begins with it, or at most a third of the name differs. */
export function closestName(name: string): string | undefined {
  const longer = proofs.find((proof) => proof.name.startsWith(name))
  if (longer !== undefined) return longer.name
  const distances = proofs.map((proof) => ({ name: proof.name, edits: editDistance(name, proof.name) }))
  const best = distances.reduce((least, each) => (each.edits < least.edits ? each : least))
  return best.edits * 3 <= best.name.length ? best.name : undefined
}

/** Levenshtein's distance. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let index = 0; index < one.length; index += 1) {
    const next = [index + 1]
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (one[index] === other[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
