import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { loadConfig, type LoadedConfig } from '../../src/config/index.ts'
import type { SyncConfig } from '../../src/options.ts'
import { readSource } from '../../src/source/read-source.ts'
import type { SyncWindow } from '../../src/source/source.ts'
import type { SourceItem } from '../../src/wanted.ts'

/** A secret in each form that people paste by mistake. */
export const token = 'pit-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d'

/** The environment of the tests. */
export const env: Readonly<Record<string, string>> = {
  HIGHLEVEL_TOKEN: token,
  ANNA_FEED_URL: 'https://calendar.example/private-0a1b2c/basic.ics',
}

/** A small configuration that is right. */
export const valid = `version: 1
location: C2QujeCh8ZnC7al2InWR
zone: Europe/Berlin
window: { from: today, days: 120 }
owners:
  anna: { user: 0007BWpSzSwfiuSl0tR2 }
  room: { calendar: CVokAlI8fgw4WYWoCtQz }
sources:
  lunch:
    for: anna
    weekly: { days: [mo, tu], at: 12:00-13:00 }
    title: Lunch
rules: { mode: mirror }
`

/** Writes files into a folder of their own, which is deleted when the test ends. */
export async function writeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, dirname(name)), { recursive: true })
    await writeFile(join(folder, name), content, { mode: 0o600 })
  }
  return folder
}

/** Loads a configuration from its text. */
export async function loadText(text: string, name = 'block-slots.yaml'): Promise<LoadedConfig> {
  return loadConfig({ cwd: await writeFolder({ [name]: text }), env })
}

/** Loads a configuration that is wrong and returns its mistakes: `line:column: message`, without the name of the file. */
export async function mistakesOf(text: string, name = 'block-slots.yaml'): Promise<string[]> {
  const [, ...lines] = (await messageOf(loadText(text, name))).split('\n')
  return lines.map((line) => line.replace(`${basename(name)}:`, ''))
}

/** The message of a rejection; empty without one. */
export const messageOf = async (loading: Promise<unknown>): Promise<string> =>
  loading.then(
    () => '',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )

/** Reads a source of a configuration. */
export async function readItems(
  { sources }: SyncConfig,
  name: string,
  window: SyncWindow,
): Promise<readonly SourceItem[]> {
  const source = sources[name]
  if (source === undefined) throw new Error(`There is no source ${name}.`)
  return readSource(source.items, window)
}
