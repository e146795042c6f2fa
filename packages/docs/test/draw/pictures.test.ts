import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawDuplicates, readClients } from '../../draw/duplicates.ts'

const docs = join(import.meta.dirname, '../..')
const pictures = readdirSync(join(docs, 'pictures')).filter((name) => name.endsWith('.svg'))
const read = (path: string): string => readFileSync(join(docs, path), 'utf8')

test.each(pictures)('%s scales, has a title, follows the scheme, and loads nothing', (name) => {
  const picture = read(`pictures/${name}`)
  expect(picture).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+" role="img"/)
  expect(picture).toMatch(/<title[^>]*>[^<]+<\/title>/)
  expect(picture).toMatch(/prefers-color-scheme: ?dark/)
  expect(picture).not.toMatch(/href|url\(|@import|<script|<image|<foreignObject/i)
})

test('the pictures that published documents name by their address exist', () => {
  const folders = ['cli', 'client', 'helpers', 'mock', 'mock/guide', 'sandbox', 'sync'].flatMap((name) =>
    existsSync(join(docs, '..', name, 'guide')) ? [name, `${name}/guide`] : [name],
  )
  const documents = folders.flatMap((folder) =>
    readdirSync(join(docs, '..', folder)).flatMap((name) =>
      name.endsWith('.md') ? [read(`../${folder}/${name}`)] : [],
    ),
  )
  const named = documents.flatMap((text) => text.match(/raw\.githubusercontent\.com\/[^)\s]*/g) ?? [])
  const address = 'raw.githubusercontent.com/block-slots/block-slots/main/packages/docs/pictures/'
  expect(named.length).toBeGreaterThan(3)
  for (const url of named) expect(pictures.map((name) => address + name)).toContain(url)
})

test('the bars are those of the table in the guide', () => {
  const guide = read('../client/guide/reliability.md')
  const { clients } = readClients(guide)
  expect(clients.length).toBeGreaterThan(5)
  expect(read('pictures/duplicates.svg')).toBe(drawDuplicates(readClients(guide)))
})

test('a guide without the table is not drawn', () => {
  expect(() => readClients('# Guide')).toThrow(/table/)
})

test('the packages call each other as their dependencies say', () => {
  const picture = read('pictures/packages.svg')
  const drawn = [...picture.matchAll(/data-from="(\w+)" data-to="(\w+)"/g)].map(
    ([, from, to]) => `${from} ${to}`,
  )
  const shown = [...picture.matchAll(/data-package="(\w+)"/g)].map(([, name = '']) => name)
  const declared = shown.flatMap((name) => {
    const file = read(name === 'spec' ? '../../spec/package.json' : `../${name}/package.json`)
    const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(file)
    return Object.keys(dependencies)
      .filter((dependency) => dependency.startsWith('@block-slots/'))
      .map((dependency) => `${name} ${dependency.replace('@block-slots/', '')}`)
  })
  expect(drawn.toSorted()).toEqual(declared.toSorted())
})
