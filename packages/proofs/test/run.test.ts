import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { closestName, proofs } from '../proofs.ts'

const prove = (...args: string[]): { status: number | null; stdout: string; stderr: string } => {
  const program = fileURLToPath(new URL('../run.ts', import.meta.url))
  const node = ['--conditions=block-slots-source', program, ...args]
  return spawnSync(process.execPath, node, { encoding: 'utf8' })
}

test('every proof has a name of its own and a program', () => {
  expect(new Set(proofs.map(({ name }) => name)).size).toBe(proofs.length)
  const missing = proofs.filter(({ file }) => !existsSync(new URL(`../${file}`, import.meta.url)))
  expect(missing).toEqual([])
})

test.each(['prove', 'prove --help'])('%s lists every proof', (command) => {
  const { status, stdout } = prove(...command.split(' ').slice(1))
  expect(status).toBe(0)
  for (const { name, proves } of proofs) expect(stdout).toContain(`${name.padEnd(22)} ${proves}`)
})

test('prove runs a proof with its arguments', () => {
  const { status, stdout } = prove('limiter:property', '20', '7')
  expect(stdout).toContain('localLimiter against its model, seed 7')
  expect(stdout).toMatch(/\| runs +\| +20 \| +>= 20 \| held /)
  expect(status).toBe(0)
})

test('an unknown name is a usage error with a suggestion', () => {
  const { status, stderr } = prove('limter')
  expect(stderr).toBe(
    'Expected the name of a proof and got limter. Did you mean limiter? `pnpm prove` lists all.\n',
  )
  expect(status).toBe(2)
  expect(closestName('fault')).toBe('fault-matrix')
  expect(closestName('fault-matrx')).toBe('fault-matrix')
  expect(closestName('speed:helper')).toBe('speed:helpers')
})

test('a name that is close to none gets no suggestion', () => {
  expect(prove('coverage').stderr).toBe(
    'Expected the name of a proof and got coverage. `pnpm prove` lists all.\n',
  )
  for (const name of ['xyz', 'everything', 'a-name-that-is-very-long'])
    expect(closestName(name)).toBeUndefined()
})

test.each([
  [['limiter', 'many'], 'Expected requests to be a whole number above 0 and got many.\n'],
  [['zones', '--all'], 'Expected argument to be one of --sample and got --all.\n'],
])('prove %j is a usage error', (args, message) => {
  const { status, stderr } = prove(...args)
  expect(stderr).toBe(message)
  expect(status).toBe(2)
})
