import { expect, test } from 'vitest'
import { parseArgs } from '../src/args.ts'

test('without arguments Prism listens on its default port', () => {
  expect(parseArgs([])).toEqual({ kind: 'start', json: false, options: { port: 4010, dynamic: false } })
})

test('every option reaches Prism', () => {
  const argv = ['--port', '0', '--host', '::1', '--document', 'openapi.yaml', '--dynamic', '--json']
  expect(parseArgs(argv)).toEqual({
    kind: 'start',
    json: true,
    options: { port: 0, host: '::1', document: 'openapi.yaml', dynamic: true },
  })
})

test.each([
  [['--prot', '1'], "Unknown option '--prot'."],
  [['sandbox'], 'Unexpected argument "sandbox".'],
  [['--port', '65536'], 'Expected --port to be a whole number from 0 to 65535 and got "65536".'],
  [['--port', 'x'], 'Expected --port to be a whole number from 0 to 65535 and got "x".'],
])('usage error: %j', (argv, message) => {
  expect(parseArgs(argv)).toEqual({ kind: 'usage-error', message })
})
