import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../', import.meta.url)

/** The exports of an entry with their own limit in `.size-limit.json`. */
function limited(path: string): Set<string> {
  const limits: { path: string; import: string }[] = JSON.parse(
    readFileSync(new URL('.size-limit.json', root), 'utf8'),
  )
  return new Set(
    limits.flatMap((limit) => {
      const [, name] = /^\{ (\w+) \}$/.exec(limit.import) ?? []
      return limit.path === path && name !== undefined ? [name] : []
    }),
  )
}

test.each(['dist/index.js', 'dist/icalendar.js', 'dist/tzdata.js'])(
  'every export of %s has its own size limit',
  async (path) => {
    const exported: object = await import(new URL(path, root).href)
    expect(limited(path)).toEqual(new Set(Object.keys(exported)))
  },
)
