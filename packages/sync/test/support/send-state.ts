import { writeSync } from 'node:fs'
import { isBlockSlotsError } from '@block-slots/client'
import { sqliteStore } from '@block-slots/sync/sqlite'
import { creates, intent, entryOn, outcome, planOf, start } from '../../src/store/conformance/harness.ts'
import type { Store } from '../../src/store/store.ts'
import type { StoredStep } from '../../src/step.ts'

// Plans steps in the state whose path is given, and "sends" them: it prints the id of each after its intent was recorded.
// A commit that is rejected is tried once more. The parent lets writes to the disk fail.

const [path = '', order] = process.argv.slice(2)
const print = (text: string): void => void writeSync(1, `${text}\n`)

/** Sends steps in groups. */
async function send(store: Store, steps: readonly StoredStep[]): Promise<void> {
  for (let first = 0; first < steps.length; first += 4) {
    const group = steps.slice(first, first + 4)
    const sendGroup = (): void => group.forEach(({ id }) => print(`sent ${id}`))
    // The mistake that the parent has to find.
    if (order === 'early') sendGroup()
    await twice(() => store.commit(group.map(intent)))
    if (order !== 'early') sendGroup()
    await twice(() =>
      store.commit(
        group.map((step) =>
          outcome(step, 'done', {
            detail: { id: `b${step.id}` },
            ledger: { id: `b${step.id}`, entry: entryOn(1) },
          }),
        ),
      ),
    )
    for (const { id } of group) print(`done ${id}`)
  }
}

/** Tries again what was rejected. */
async function twice(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    print(`failed ${isBlockSlotsError(error) ? error.code : String(error)}`)
    await run()
    print('tried again')
  }
}

try {
  const store = sqliteStore(path)
  const owners = Array.from({ length: 3 }, (_, index) => planOf(`loc-${index}/user/u`, creates(8)))
  await send(store, await start(store, 'aaaaaaa1', owners))
  await store.close()
  print('closed')
} catch (error) {
  print(`ended ${isBlockSlotsError(error) ? error.code : String(error)}`)
}
