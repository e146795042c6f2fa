import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadConfig } from '@block-slots/sync/config'
import { isMap, parseDocument } from 'yaml'

/**
 * Checks a configuration before it is written.
 *
 * @param feed The variable that it reads a feed from, which may be set later.
 * @throws BlockSlotsError with what is wrong.
 */
export async function checkConfiguration(text: string, feed: string | undefined): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-'))
  try {
    const path = join(folder, 'block-slots.yaml')
    await writeFile(path, text)
    const name = feed?.startsWith('env:') ? feed.slice('env:'.length) : 'NONE'
    await loadConfig({ path, env: { HIGHLEVEL_TOKEN: 'unused', [name]: 'https://example.com/unused.ics' } })
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Keeps the state out of the repository that a folder is in. Returns false where there is nothing to do. */
export async function ignoreState(folder: string): Promise<boolean> {
  if (!isInRepository(folder)) return false
  const path = join(folder, '.gitignore')
  const text = existsSync(path) ? await readFile(path, 'utf8') : ''
  if (text.split(/\r?\n/).some((line) => /^\/?\.block-slots\/?$/.test(line.trim()))) return false
  const separator = text === '' || text.endsWith('\n') ? '' : '\n'
  await writeFile(path, `${text}${separator}.block-slots/\n`)
  return true
}

function isInRepository(folder: string): boolean {
  if (existsSync(join(folder, '.git'))) return true
  const parent = dirname(folder)
  return parent !== folder && isInRepository(parent)
}

/** An entry of the file of profiles. */
export type ProfileEntry = Readonly<Record<string, string>>

/** Adds a profile to the file of profiles, whose comments stay. The first one is the default. */
export async function addProfile(path: string, name: string, entry: ProfileEntry): Promise<void> {
  const document = parseDocument(existsSync(path) ? await readFile(path, 'utf8') : '')
  const profiles = document.get('profiles')
  const isFirst = !isMap(profiles) || profiles.items.length === 0
  if (isFirst && !document.has('default')) document.set('default', name)
  if (!isMap(profiles)) document.set('profiles', document.createNode({}))
  document.setIn(['profiles', name], document.createNode(entry))
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, document.toString({ lineWidth: 0 }), { mode: 0o600 })
}
