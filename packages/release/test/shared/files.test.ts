import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listFiles } from '../../shared/files.ts'
import { root } from '../../shared/root.ts'
import { temporaryFolder } from '../../shared/temporary-folder.ts'

function folderOf(files: Readonly<Record<string, string>>): string {
  const { path, remove } = temporaryFolder('files')
  onTestFinished(remove)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  return path
}

test('ignored folders and files are left out at every depth', () => {
  const folder = folderOf({
    '.gitignore': '# built\ndist/\n*.log\n',
    'a/dist/b': '',
    'a/b.log': '',
    'a/dist.ts': '',
    '.git/HEAD': '',
    '.ci/run': '',
  })
  expect(listFiles(folder)).toEqual(['.ci/run', '.gitignore', 'a/dist.ts'])
})

test('a pattern that the walk does not understand is an error', () => {
  const folder = folderOf({ '.gitignore': '/docs/*.md\n' })
  expect(() => listFiles(folder)).toThrow('Expected .gitignore to hold plain names and got "/docs/*.md".')
})

test('the files of the repository include sources and no installed packages', () => {
  const files = listFiles(root)
  expect(files).toContain('packages/release/shared/files.ts')
  expect(files.filter((path) => /(?:^|\/)(?:node_modules|dist|\.turbo)\//.test(path))).toEqual([])
})
