import { statSync } from 'node:fs'
import { isBlockSlotsError } from '@block-slots/client'
import type { Run } from '@block-slots/sync'
import { type LoadedConfig, loadConfig } from '@block-slots/sync/config'
import { sqliteStore } from '@block-slots/sync/sqlite'
import { hasConfiguration } from '../configurations.ts'
import { describeMessage } from '../message.ts'
import type { Io } from '../io.ts'
import { displayPath } from '../text/path.ts'
import type { Check } from './check.ts'

/** The configuration of a folder, or why it cannot be read. Neither, where there is none. */
export type FoundConfig = { readonly loaded?: LoadedConfig; readonly failure?: string }

/** Reads the configuration that is named, or the one of this folder if there is one. */
export async function findConfig(
  path: string | undefined,
  readEnv: () => Promise<Io['env']>,
): Promise<FoundConfig> {
  if (path === undefined && !hasConfiguration()) return {}
  try {
    return { loaded: await loadConfig({ path, env: await readEnv() }) }
  } catch (error) {
    const message = describeMessage(error instanceof Error ? error.message : String(error))
    // A line for each mistake, in a table that has its own lines.
    return { failure: message.replaceAll('\n', ' ') }
  }
}

/** Checks a configuration, and the state that it has. */
export async function checkConfig({ loaded, failure }: FoundConfig, now: number): Promise<Check[]> {
  const id = 'configuration'
  if (failure !== undefined) {
    return [
      {
        id,
        state: 'failed',
        text: `Configuration: ${failure}`,
        remedy: 'Correct what is named, and run this again.',
      },
    ]
  }
  if (loaded === undefined) return []
  const { path, config, statePath } = loaded
  const [warning] = loaded.warnings
  const owners = Object.keys(config.owners).length
  const text = `Configuration: ${displayPath(path)}, ${owners} ${owners === 1 ? 'owner' : 'owners'}`
  return [
    warning === undefined ? { id, state: 'ok', text } : { id, state: 'warning', text: `${text}; ${warning}` },
    await checkState(statePath, now),
  ]
}

async function checkState(path: string, now: number): Promise<Check> {
  const id = 'state'
  const file = statSync(path, { throwIfNoEntry: false })
  const text = `State: ${displayPath(path)}`
  if (file === undefined) {
    return { id, state: 'ok', text: `${text}, not there yet: plan creates it` }
  }
  try {
    const store = sqliteStore(path)
    try {
      const [last] = await store.runs()
      const size = `${Math.ceil(file.size / 1024)} KiB`
      return {
        id,
        state: 'ok',
        text: `${text}, ${size}, ${last === undefined ? 'no runs' : describeRun(last, now)}`,
      }
    } finally {
      await store.close()
    }
  } catch (error) {
    if (isBlockSlotsError(error, 'store-locked')) {
      return { id, state: 'ok', text: `${text}, in use by another process` }
    }
    const reason = describeMessage(error instanceof Error ? error.message : String(error))
    const remedy = isBlockSlotsError(error) ? error.hint : undefined
    return { id, state: 'failed', text: `${text}: ${reason}`, ...(remedy !== undefined && { remedy }) }
  }
}

const describeRun = ({ id, state, createdAt }: Run, now: number): string =>
  `last run ${id} ${state}, planned ${describeAge(now - createdAt)} ago`

function describeAge(ms: number): string {
  const hours = ms / 3_600_000
  return hours < 48 ? `${hours.toFixed(1)} h` : `${Math.floor(hours / 24)} days`
}
