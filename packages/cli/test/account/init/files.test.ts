import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addProfile, checkConfiguration, ignoreState } from '../../../src/account/init/files.ts'
import { findProfile } from '../../../src/account/profiles.ts'
import { createHome } from '../support.ts'

test('the state is ignored in a repository, once, and elsewhere no file is written', async () => {
  const { folder, write } = createHome()
  const inner = join(folder, 'a/b')
  mkdirSync(inner, { recursive: true })
  expect(await ignoreState(inner)).toBe(false)
  mkdirSync(join(folder, '.git'))
  expect(await ignoreState(inner)).toBe(true)
  expect(readFileSync(join(inner, '.gitignore'), 'utf8')).toBe('.block-slots/\n')
  expect(await ignoreState(inner)).toBe(false)
  write('.gitignore', 'node_modules')
  expect(await ignoreState(folder)).toBe(true)
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('node_modules\n.block-slots/\n')
})

test('a wrong configuration is found before it is written', async () => {
  await expect(checkConfiguration('version: 2', undefined)).rejects.toThrow('The format is newer')
})

test('a profile is added, the first as the default; comments and other profiles stay', async () => {
  const { folder } = createHome()
  const path = join(folder, '.config/block-slots/profiles.yaml')
  await addProfile(path, 'clinic', { location: 'l1', token: 'env:A' })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(findProfile(readFileSync(path, 'utf8'), path, undefined)).toMatchObject({
    name: 'clinic',
    location: 'l1',
  })
  await addProfile(path, 'spa', { location: 'l2', token: 'env:B' })
  const text = readFileSync(path, 'utf8')
  expect(text).toMatchInlineSnapshot(`
    "default: clinic
    profiles:
      clinic:
        location: l1
        token: env:A
      spa:
        location: l2
        token: env:B
    "
  `)
  const { write } = createHome()
  const other = write('profiles.yaml', '# mine\nprofiles:\n  a: { location: l } # here\n')
  await addProfile(other, 'b', { location: 'l3' })
  expect(readFileSync(other, 'utf8')).toBe(
    '# mine\nprofiles:\n  a: { location: l } # here\n  b:\n    location: l3\n',
  )
})
