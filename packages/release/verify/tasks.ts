/** A task of turbo that has ended, with everything it printed. */
export type TaskLog = { readonly task: string; readonly lines: readonly string[] }

/** Counts of tests, as vitest gives them. */
export type TestCount = { readonly passed: number; readonly failed: number; readonly skipped: number }

const escapes = new RegExp(String.raw`\u001B\[[0-9;]*m`, 'g')
const prefix = /^((?:@[\w-]+\/)?(?:[\w.-]+|\/\/)):([\w:-]+?): (.*)$/

/**
 * Reads turbo's grouped output. Turbo prints all lines of a task together once that task has ended, so a task is passed
 * on when another one begins, or when `end` is called.
 */
export function createTaskReader(onTask: (log: TaskLog) => void): {
  readonly read: (line: string) => void
  readonly end: () => void
} {
  let current: { readonly task: string; readonly lines: string[] } | undefined
  const end = (): void => {
    if (current !== undefined) onTask(current)
    current = undefined
  }
  return {
    read(line) {
      const [, name, script, text = ''] = prefix.exec(line.replaceAll(escapes, '')) ?? []
      if (name === undefined) return
      const task = `${name}#${script}`
      if (current?.task !== task) end()
      current ??= { task, lines: [] }
      current.lines.push(text)
    },
    end,
  }
}

/** Adds up the closing lines of vitest, such as `Tests  3 failed | 410 passed (413)`. */
export function countTests(lines: readonly string[]): TestCount {
  const count = { passed: 0, failed: 0, skipped: 0 }
  for (const line of lines) {
    const [, summary = ''] = /^\s*Tests {2}(.*)\(\d+\)\s*$/.exec(line) ?? []
    for (const [, number, kind] of summary.matchAll(/(\d+) (passed|failed|skipped)/g)) {
      if (kind === 'passed' || kind === 'failed' || kind === 'skipped') count[kind] += Number(number)
    }
  }
  return count
}

/** The tasks that ended with an error, from what `turbo run --summarize` writes. */
export function failedTasks(summary: unknown): string[] {
  const tasks = isRecord(summary) && Array.isArray(summary['tasks']) ? summary['tasks'] : []
  return tasks.flatMap((task: unknown) => {
    if (!isRecord(task) || !isRecord(task['execution'])) return []
    return task['execution']['exitCode'] === 0 ? [] : [String(task['taskId'])]
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
