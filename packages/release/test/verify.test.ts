import { expect, test } from 'vitest'
import { countTests, createTaskReader, failedTasks, type TaskLog } from '../verify/tasks.ts'

const read = (lines: readonly string[]): TaskLog[] => {
  const logs: TaskLog[] = []
  const reader = createTaskReader((log) => logs.push(log))
  for (const line of lines) reader.read(line)
  reader.end()
  return logs
}

test('grouped lines become one log for each task, without prefixes and colours', () => {
  expect(
    read([
      '   • turbo 2.11.11',
      '@block-slots/client:test: cache miss, executing 1b2c',
      '\u001B[36m@block-slots/client:test: \u001B[0m ✓ a: b',
      '@block-slots/client:test: ',
      'block-slots:codegen:check: $ pnpm run codegen',
      '//:lint:code: ok',
      '',
      ' Tasks:    3 successful, 3 total',
    ]),
  ).toEqual([
    { task: '@block-slots/client#test', lines: ['cache miss, executing 1b2c', ' ✓ a: b', ''] },
    { task: 'block-slots#codegen:check', lines: ['$ pnpm run codegen'] },
    { task: '//#lint:code', lines: ['ok'] },
  ])
})

test.each([
  ['      Tests  3413 passed (3413)', { passed: 3413, failed: 0, skipped: 0 }],
  ['      Tests  2 failed | 40 passed | 1 skipped (43)', { passed: 40, failed: 2, skipped: 1 }],
  [' Test Files  71 passed (71)', { passed: 0, failed: 0, skipped: 0 }],
  ['a test that prints Tests  3 passed', { passed: 0, failed: 0, skipped: 0 }],
])('%j counts as %j', (line, count) => {
  expect(countTests([line])).toEqual(count)
})

test('a task failed when it was executed and its exit code is not 0', () => {
  expect(
    failedTasks({
      tasks: [
        { taskId: 'a#test', execution: { exitCode: 0 } },
        { taskId: 'b#test', execution: { exitCode: 1 } },
        { taskId: 'c#test', execution: {} },
        { taskId: 'd#test' },
      ],
    }),
  ).toEqual(['b#test', 'c#test'])
})
