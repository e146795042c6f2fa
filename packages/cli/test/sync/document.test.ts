import { execFileSync } from 'node:child_process'
import {
  closeSync,
  constants,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
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

test('a pipe is written to, and stays a pipe', async () => {
  const path = join(folderOf(), 'pipe')
  execFileSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  onTestFinished(() => closeSync(reader))
  await saveDocument(path, ['{}'])
  expect([readFileSync(reader, 'utf8'), lstatSync(path).isFIFO()]).toEqual(['{}\n', true])
})

test('a link is followed, and stays a link', async () => {
  const folder = folderOf()
  writeFileSync(join(folder, 'plan.json'), 'an older and longer plan')
  symlinkSync('plan.json', join(folder, 'latest.json'))
  await saveDocument(join(folder, 'latest.json'), ['{}'])
  expect(readFileSync(join(folder, 'plan.json'), 'utf8')).toBe('{}\n')
  expect(readdirSync(folder)).toEqual(['latest.json', 'plan.json'])
  expect(lstatSync(join(folder, 'latest.json')).isSymbolicLink()).toBe(true)
})
