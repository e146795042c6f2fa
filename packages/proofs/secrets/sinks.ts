import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fileStore } from '@block-slots/client/src/node/index.ts'
import { canaries, type Observed } from './scenarios.ts'
import {
  encodings,
  forms,
  type Encoding,
  type Form,
  type Search,
} from '@block-slots/client/test/support/encoding.ts'
import { sinksOf } from '@block-slots/client/test/support/scan.ts'

/** Texts by the sink that they went into. */
export type SinkTexts = Readonly<Record<string, string>>

const allSinks = (value: unknown): string => Object.values(sinksOf(value)).join('\n')

/** Everything that can be seen of a failure, by sink. */
export function textsBySink({ error, events, objects }: Observed): SinkTexts {
  const { String: string = '', ...shown } = sinksOf(error)
  const causes: string[] = []
  for (let cause = causeOf(error); cause !== undefined; cause = causeOf(cause))
    causes.push(...Object.values(sinksOf(cause)))
  return {
    'error: message': error instanceof Error ? `${error.message}\n${string}` : string,
    'error: stack': shown.stack ?? '',
    'error: causes': causes.join('\n'),
    'error: toJSON, JSON.stringify': shown.json ?? '',
    'error: inspect, with hidden properties, all depths': shown.inspect ?? '',
    'error: structuredClone': shown.clone ?? '',
    'error: console': shown.console ?? '',
    'error: every reachable property': `${shown.texts}\n${shown.names}`,
    'events of onEvent': allSinks(events),
    ...Object.fromEntries(
      Object.entries(objects).map(([name, object]) => [`inspect of ${name}`, allSinks(object)]),
    ),
  }
}

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined)

/** A failure that exposes a text in every sink, to test the search. */
export function leakingFailure(text: string): Observed {
  const error = Object.assign(new Error(text, { cause: new Error(text) }), {
    stack: text,
    toJSON: () => ({ text }),
  })
  Object.defineProperty(error, Symbol(text), { value: text })
  const object = Object.defineProperty({}, 'hidden', { value: text })
  const objects = { client: object, provider: object, store: object, limiter: object, secret: object }
  return { error, events: [{ type: 'wait', text }], objects }
}

/** Output of a process that runs scenarios, logs what it sees, and crashes with the last error. */
export function crash(...args: readonly string[]): Promise<string> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=block-slots-source',
      '--trace-warnings',
      fileURLToPath(new URL('crash.ts', import.meta.url)),
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (printed += String(part)))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      code === 1 ? resolve(printed) : reject(new Error(`ended with ${code}: ${printed}`)),
    )
  })
}

/** Names of the files of a token file store, and those that other users can read. */
export async function inspectTokenFiles(): Promise<{
  readonly names: string
  readonly open: readonly string[]
}> {
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-'))
  try {
    const store = fileStore(join(folder, 'tokens'))
    const grant = { accessToken: canaries['access token, old'], refreshToken: canaries['refresh token, old'] }
    const unlock = await store.lock('C2QujeCh8ZnC7al2InWR', new AbortController().signal)
    await store.write('C2QujeCh8ZnC7al2InWR', { ...grant, generation: 1 }, 0)
    const files = await readdir(folder, { recursive: true })
    const modes = await Promise.all(
      files.map(async (name) => ({ name, mode: (await stat(join(folder, name))).mode })),
    )
    await unlock()
    return {
      names: files.join('\n'),
      open: modes.filter(({ mode }) => (mode & 0o077) !== 0).map(({ name }) => name),
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** By sink: texts searched, and secrets found in each form. */
export type Findings = Record<string, { texts: number } & Record<Form, number>>

/** Adds the secrets that are found in texts, and describes each. */
export function recordFindings(findings: Findings, texts: SinkTexts, search: Search): string[] {
  const found: string[] = []
  for (const [sink, text] of Object.entries(texts)) {
    findings[sink] ??= { texts: 0, raw: 0, percent: 0, 'percent twice': 0, JSON: 0, base64: 0, hex: 0 }
    findings[sink].texts += 1
    for (const { form, name } of search(text)) {
      findings[sink][form] += 1
      found.push(`${name}, ${form}, in ${sink}`)
    }
  }
  return found
}

/** The form in which an encoding is found. */
export function formOf(encoding: Encoding): Form {
  return forms.find((form) => form === encoding) ?? 'base64'
}

/** Twelve characters of a secret among other words, encoded. */
export const seededText = (encoding: Encoding): string =>
  `refused: ${encodings[encoding](`authorization: ${canaries['agency token'].slice(7, 19)};`)}`

/** Sinks beyond those of a failure. */
export const crashSink = 'stdout and stderr of a crash'
export const fileNameSink = 'names of token files'

export const sinkNames: readonly string[] = [
  ...Object.keys(textsBySink(leakingFailure(''))),
  crashSink,
  fileNameSink,
]
