import { chmodSync, readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { readProfileToken } from '../../src/account/token.ts'
import { createHome, sessionOf } from './support.ts'

const path = process.env.PATH
const read = (more: object, env: Record<string, string> = {}, signal?: AbortSignal): Promise<string> =>
  readProfileToken(
    { name: 'clinic', path: '/c/profiles.yaml', ...more },
    sessionOf({ PATH: path, ...env }, signal && { signal }),
  )

test('a variable', async () => {
  expect(await read({ token: 'env:CLINIC' }, { CLINIC: ' abc\n' })).toBe('abc')
  await expect(read({ token: 'env:CLINIC' })).rejects.toThrow(
    'Expected the variable CLINIC to hold the token of profile clinic and found it missing. Set it, or change token in /c/profiles.yaml.',
  )
  await expect(read({ token: 'env:CLINIC' }, { CLINIC: '' })).rejects.toThrow('found it empty')
})

test('a file, which others may not read', async () => {
  const home = createHome()
  const file = home.write('a token', 'abc\n')
  expect(await read({ token: `file:${file}` })).toBe('abc')
  expect(await read({ token: 'file:~/a token' }, home.env)).toBe('abc')
  expect(await read({ token: 'file:a token', path: `${home.folder}/profiles.yaml` })).toBe('abc')
  chmodSync(file, 0o644)
  await expect(read({ token: `file:${file}` })).rejects.toThrow(
    `Expected the token file ${file} of profile clinic to be readable by its owner alone and found that others may read it. Type: chmod 600 '${file}'`,
  )
})

test.each([
  ['empty', '\n', 'to hold one token and found nothing.'],
  ['large', 'x'.repeat(65_537), 'to hold one token and found more.'],
])('a file that is %s', async (name, text, message) => {
  const file = createHome().write(name, text)
  await expect(read({ token: `file:${file}` })).rejects.toThrow(message)
})

test('a file that is missing', async () => {
  await expect(read({ token: 'file:none' })).rejects.toThrow(
    'Expected to read the token file /c/none of profile clinic and got the error ENOENT.',
  )
})

test('a command', async () => {
  expect(await read({ tokenCommand: 'printf " %s\\n" "$VALUE"' }, { VALUE: 'abc' })).toBe('abc')
})

test.each([
  ['echo secret; exit 3', 'the exit code 3'],
  ['true', 'nothing'],
  ['printf "secret\\nmore\\n"', 'several lines'],
  ['kill -TERM $$', 'the signal SIGTERM'],
])('a command that fails is explained without its output: %s', async (tokenCommand, found) => {
  await expect(read({ tokenCommand })).rejects.toThrow(
    `Expected token-command of profile clinic to print the token and got ${found}`,
  )
  await expect(read({ tokenCommand })).rejects.not.toThrow('secret\n')
})

test.each([
  ['echo abc', 'abc'],
  ['kill -TERM $$', 'got the signal SIGTERM'],
])('what a command has started is not waited for: %s', async (end, found) => {
  const { env, folder } = createHome()
  const tokenCommand = `sleep 600 & echo $! > ${folder}/started; ${end}`
  const reading = read({ tokenCommand }, env).catch(String)
  onTestFinished(() => void process.kill(Number(readFileSync(`${folder}/started`, 'utf8'))))
  expect(await reading).toContain(found)
})

test('an interruption ends a command, and is what is reported', async () => {
  const controller = new AbortController()
  const reading = read({ tokenCommand: 'sleep 60' }, {}, controller.signal)
  setImmediate(() => controller.abort('SIGINT'))
  await expect(reading).rejects.toBe('SIGINT')
})
