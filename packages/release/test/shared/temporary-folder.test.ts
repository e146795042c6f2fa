import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../shared/temporary-folder.ts'

test('a temporary folder is outside the repository and can be removed', () => {
  const { path, remove } = temporaryFolder('test')
  expect(existsSync(path)).toBe(true)
  expect(path).not.toContain(process.cwd())
  remove()
  expect(existsSync(path)).toBe(false)
})
