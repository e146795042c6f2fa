import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plan } from '@block-slots/sync'
import { expect, onTestFinished, test } from 'vitest'
import { serializePlan, saveDocument } from '../../src/sync/document.ts'
import { printAll } from '../../src/sync/print-all.ts'
import { openTerminal } from '../../src/terminal.ts'
import { create, each, planOf } from '../support/plan.ts'

function folderOf(): string {
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const many = Array.from({ length: 1500 }, (_, at) => create((at % 31) + 1, `Lunch ${at}`))
const plan = planOf([{ name: 'anna', steps: many }, { name: 'ben' }])

test('a plan is one JSON document, in a file and on stdout', async () => {
  const folder = folderOf()
  await saveDocument(join(folder, 'plan.json'), serializePlan(plan))
  const saved = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'))
  expect(saved).toMatchObject({
    run: { id: '3f9a1c20' },
    changes: 1500,
    owners: [{ name: 'anna' }, { name: 'ben' }],
  })
  expect(saved.steps).toHaveLength(1500)
  expect(readdirSync(folder)).toEqual(['plan.json'])

  let text = ''
  let writes = 0
  const terminal = openTerminal({
    env: {},
    out: (part) => {
      text += part
      writes += 1
    },
    err: () => {},
  })
  await printAll(terminal, serializePlan(plan))
  expect(JSON.parse(text)).toEqual(saved)
  expect(writes).toBeGreaterThan(1)
})

test('an empty plan is a JSON document too', async () => {
  const path = join(folderOf(), 'plan.json')
  await saveDocument(path, serializePlan(planOf([])))
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ owners: [], steps: [] })
})

test('a document that could not be written in full is not there', async () => {
  const folder = folderOf()
  async function* failing(): ReturnType<Plan['steps']> {
    yield* plan.steps()
    throw new Error('the store is gone')
  }
  const document = serializePlan({ ...plan, steps: failing })
  await expect(saveDocument(join(folder, 'plan.json'), document)).rejects.toThrow('the store is gone')
  expect(readdirSync(folder)).toEqual([])
  await expect(saveDocument(join(folder, 'missing', 'plan.json'), each(['{}']))).rejects.toThrow('ENOENT')
})
