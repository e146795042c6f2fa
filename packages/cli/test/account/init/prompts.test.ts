import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { Cancelled, openPrompts, type Prompts } from '../../../src/account/init/prompts.ts'

/** Asks on streams in place of a terminal, and types keys as soon as a question is shown. */
async function ask<Answer>(
  keys: readonly string[],
  question: (prompts: Prompts) => Promise<Answer>,
): Promise<{ answer: Answer | Error; shown: string }> {
  const input = new PassThrough()
  const output = Object.assign(new PassThrough(), { columns: 40 })
  let shown = ''
  output.on('data', (text) => (shown += text))
  const prompts = await openPrompts(new AbortController().signal, { input, output })
  const answering = question(prompts).catch((error: Error) => error)
  for (const key of keys) {
    // oxlint-disable-next-line no-await-in-loop -- keys are typed one after the other
    await new Promise((resolve) => setImmediate(resolve))
    input.write(key)
  }
  return { answer: await answering, shown }
}

const enter = '\r'
const choices = [
  { value: 'a', label: 'Anna' },
  { value: 'b', label: 'Ben\u202e', hint: 'user' },
]

test('a text, with its beginning, and again until it is right', async () => {
  const check = (text: string): string | undefined => (text === 'ab' ? undefined : `not ${text}`)
  const { answer, shown } = await ask([enter, 'b', enter], ({ text }) =>
    text('Which?', { initial: 'a', check }),
  )
  expect(answer).toBe('ab')
  expect(shown).toContain('not a')
})

test('a long question is broken between words', async () => {
  const question = 'Address or path of the feed, or env:NAME with its address?'
  const { shown } = await ask([enter], ({ text }) => text(question, {}))
  expect(stripVTControlCharacters(shown)).toContain(
    'Address or path of the feed, or\n   env:NAME with its address?',
  )
})

test('several choices, whose names cannot act on the terminal', async () => {
  const { answer, shown } = await ask([' ', enter], ({ choose }) => choose('Who?', choices, true))
  expect(answer).toEqual(['a'])
  expect(shown).not.toContain('\u202e')
})

test('a text from the service cannot act on the terminal either', async () => {
  const { shown } = await ask([enter], ({ text }) =>
    text('Which zone?', { initial: 'a\u202e\u001b]0;b\u0007' }),
  )
  for (const acting of ['\u202e', '\u001b]0']) expect(shown).not.toContain(acting)
})

test('a long list is searched by typing', async () => {
  const many = Array.from({ length: 30 }, (_, at) => ({ value: `v${at}`, label: `Name ${at}` }))
  const { answer } = await ask(['2', '9', '\t', enter], ({ choose }) => choose('Who?', many, true))
  expect(answer).toEqual(['v29'])
})

test('a confirmation', async () => {
  expect((await ask([enter], ({ confirm }) => confirm('Really?', false))).answer).toBe(false)
  expect((await ask(['y'], ({ confirm }) => confirm('Really?', false))).answer).toBe(true)
})

test('Ctrl-C leaves a question', async () => {
  const { answer } = await ask(['\u0003'], ({ confirm }) => confirm('Really?', true))
  expect(answer).toBeInstanceOf(Cancelled)
})

test('Ctrl-D leaves a question, which is no yes', async () => {
  for (const question of [
    ({ confirm }: Prompts) => confirm('Really?', true),
    ({ choose }: Prompts) => choose('Who?', choices, true),
    ({ text }: Prompts) => text('Which?', {}),
  ]) {
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    expect((await ask<unknown>(['\u0004'], question)).answer).toMatchObject({
      name: 'Cancelled',
      exitCode: 2,
    })
  }
})

test('the end of the input leaves a question', async () => {
  const streams = { input: new PassThrough(), output: new PassThrough() }
  const { confirm } = await openPrompts(new AbortController().signal, streams)
  const answering = confirm('Really?', true)
  streams.input.end()
  await expect(answering).rejects.toMatchObject({ name: 'Cancelled', exitCode: 2 })
})

test('a signal ends a question, and is what is reported', async () => {
  const controller = new AbortController()
  const streams = { input: new PassThrough(), output: new PassThrough() }
  const { confirm } = await openPrompts(controller.signal, streams)
  const answering = confirm('Really?', true)
  controller.abort('SIGTERM')
  await expect(answering).rejects.toBe('SIGTERM')
})
