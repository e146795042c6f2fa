import type { Ended, Hit } from './command.ts'

/** What a run was, and what the service knows of it. */
export type Evidence = Ended & {
  readonly command: 'apply' | 'create'
  readonly hit: Hit
  readonly json: boolean
  /** Blocks that are wanted in all. */
  readonly total: number
  /** Writes that the service received, or lost on the wire. */
  readonly writes: number
  /** Blocks that it created, the late ones too. */
  readonly created: number
}

/** The outcome that a run has printed. */
type Printed = { readonly counts: Readonly<Record<string, number>>; readonly isLeft: boolean }

/** Exit codes of signals, which are only for runs that have changed nothing. */
const signalCodes: Readonly<Partial<Record<Hit, number>>> = {
  SIGINT: 130,
  'SIGINT twice': 130,
  SIGTERM: 143,
  SIGHUP: 129,
}

/** Judges the exit code and the words of a run by the log of the service. Returns what is false of them. */
export function judge(evidence: Evidence): string[] {
  const { code, hit, writes } = evidence
  if (hit === 'SIGKILL' && code === null) return []
  // Before the program listens, a signal ends the process itself: a shell has the same code of it.
  if (code === null && signalCodes[hit] !== undefined && writes === 0) return []
  if (code === null) return [`ended by a signal after ${writes} writes`]
  const printed = printedOf(evidence)
  return [...judgeCode(evidence, printed), ...judgeWords(evidence, printed)]
}

function judgeCode({ code, hit, writes, created, total }: Evidence, printed: Printed | undefined): string[] {
  switch (code) {
    case 0:
      if (created !== total) return [`0, and ${created} of ${total} blocks were created`]
      return printed === undefined ? ['0, and the outcome was not printed'] : []
    case 7:
      return printed === undefined ? ['7, and the outcome was not printed'] : []
    case 5:
      if (writes === 0) return ['5, and nothing was sent']
      return printed === undefined ? [] : ['5, and the outcome was printed']
    case 1:
      return writes === 0 ? [] : [`1, and ${writes} writes were sent`]
    case 129:
    case 130:
    case 143:
      if (signalCodes[hit] !== code) return [`${code} after ${hit}`]
      return writes === 0 ? [] : [`${code}, and ${writes} writes were sent`]
    default:
      return [`exit code ${code}`]
  }
}

function judgeWords({ code, hit, err, created, command }: Evidence, printed: Printed | undefined): string[] {
  const wrong: string[] = []
  if (printed !== undefined) {
    const { done = 0, exists = 0, unknown = 0 } = printed.counts
    if (done > created) wrong.push(`${done} printed as done, and ${created} created`)
    // One without a response may have been created, and one that a list has shown was.
    if (created > done + exists + unknown) {
      wrong.push(`${created} created, and ${done + exists + unknown} printed as done, there or unknown`)
    }
    if ((code === 0 || code === 7) && printed.isLeft !== (code === 7))
      wrong.push(`${code}, and a part is ${printed.isLeft ? '' : 'not '}left`)
  }
  const canRead = hit !== 'closed stderr' && hit !== 'closed outputs' && hit !== 'full stderr'
  if (!canRead || code === 0 || code === 7) return wrong
  // A second signal ends a process at once.
  if (err === '' && !(hit === 'SIGINT twice' && code === 130)) wrong.push(`${code}, and no word of it`)
  const isSaid = /Changes were made|The change (?:was|may have been) made|"applied":"(?:yes|unknown)"/.test(
    err,
  )
  if (isSaid !== (code === 5))
    wrong.push(`${code}, and a change is ${isSaid ? '' : 'not '}said to have been made`)
  const goesOn = command === 'apply' ? commandOf({ out: '', err }) !== undefined : isSaid
  if (code === 5 && !goesOn) wrong.push('5, and not how to go on')
  return wrong
}

/** Reads the outcome from stdout; undefined when it is not there. */
function printedOf({ command, json, out }: Pick<Evidence, 'command' | 'json' | 'out'>): Printed | undefined {
  if (command === 'create') {
    const isThere = json ? /^\{"id":"/m.test(out) : /^Blocked\b/m.test(out)
    return isThere ? { counts: { done: 1 }, isLeft: false } : undefined
  }
  return json ? reportOf(out) : textReportOf(out)
}

/** Names of outcomes as the text has them, which differ from those of the JSON. */
const outcomes: Readonly<Record<string, string>> = {
  'there already': 'exists',
  'not sent': 'skipped',
}
const doneStates = new Set(['done', 'exists', 'skipped'])

function textReportOf(out: string): Printed | undefined {
  const [, items] = /^Run [0-9a-f]{8}: ([^.]+)\.$/m.exec(out) ?? []
  if (items === undefined) return undefined
  const counts: Record<string, number> = {}
  for (const [, count = '', word = ''] of items.matchAll(/([\d,]+) ([a-z ]+)/g)) {
    counts[outcomes[word] ?? word] = Number(count.replaceAll(',', ''))
  }
  const isOpen = /^(?:Continue with|Send what failed again with): /m.test(out)
  const hasFailed = Object.entries(counts).some(([name, count]) => count > 0 && !doneStates.has(name))
  return { counts, isLeft: isOpen || hasFailed }
}

function reportOf(out: string): Printed | undefined {
  const line = out.split('\n').find((each) => each.startsWith('{"type":"report"'))
  if (line === undefined) return undefined
  try {
    const { counts, run }: { counts: Record<string, number>; run: { state: string } } = JSON.parse(line)
    const { failed = 0, unknown = 0 } = counts
    return { counts, isLeft: run.state === 'stopped' || run.state === 'applying' || failed + unknown > 0 }
  } catch {
    return undefined
  }
}

/** The command to go on with that a run has named, without its program. */
export function commandOf({ out, err }: Pick<Ended, 'out' | 'err'>): string[] | undefined {
  const [, command] = /block-slots (apply [0-9a-f]{8}(?: --only-failed)?)/.exec(`${out}\n${err}`) ?? []
  return command?.split(' ')
}
