import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { drift, type World } from '../tool/drift.ts'
import { calendars, documents, host, published, serving } from './publisher.ts'

/** The published documents as files, by their names under the host. */
function files(pages: ReadonlyMap<string, string> = published()): string {
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-drift-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [url, page] of pages) {
    const path = join(folder, url.replace(host, ''))
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, page)
  }
  return folder
}

function fetched(page: string | Response, more: Partial<World['reader']> = {}) {
  return drift([calendars], { reader: { ...serving(new Map([[calendars, page]])), ...more } })
}

describe('documents are read', () => {
  test('from files, with what they refer to beside them', async () => {
    const folder = files()
    const { code, out } = await drift(documents.map((url) => join(folder, url.replace(host, ''))))
    expect([code, out]).toEqual([0, expect.not.stringContaining('Note')])
  })
  test('as YAML', async () => {
    const pages = new Map([...published()].map(([url, page]) => [url, stringify(JSON.parse(page))]))
    expect(await drift(documents, { reader: serving(pages) })).toMatchObject({ code: 0 })
  })
  test('one of them alone, and of the rest it is said that nothing was read', async () => {
    const { code, out } = await drift([calendars], { reader: serving(published()) })
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('Note: None of these documents is about /oauth, which was not compared.'),
    ])
  })
})

describe('an unreadable document exits with 2 and one sentence', () => {
  const html = '\n<!DOCTYPE html><title>Sign in</title>'
  test.each<[title: string, page: string | Response, said: string]>([
    ['a page that is not there', new Response('', { status: 404 }), 'answers 404'],
    ['a server that fails', new Response('', { status: 503 }), 'answers 503'],
    [
      'a redirect',
      new Response('', { status: 302, headers: { Location: 'https://other.example/' } }),
      'sends on to https://other.example/. Give that address',
    ],
    ['HTML', html, "is a page of HTML, not JSON or YAML. Is it the raw file's address?"],
    ['what is neither JSON nor YAML', '{ "openapi": [', 'is neither JSON nor YAML: Flow'],
    ['a sentence', 'Rate limit exceeded', 'is not an OpenAPI 3 document'],
    ['nothing', '', 'is not an OpenAPI 3 document'],
    ['a list', '[]', 'is not an OpenAPI 3 document'],
    ['Swagger 2', '{ "swagger": "2.0", "paths": { "/a": {} } }', 'is not an OpenAPI 3 document'],
    ['no paths', '{ "openapi": "3.0.0" }', 'describes no paths'],
  ])('%s', async (_, page, said) => {
    const { code, out, err } = await fetched(page)
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(`${calendars} ${said}`)])
    expect(err.trim().split('\n')).toHaveLength(1)
  })
  test('a document about something else', async () => {
    const { code, err } = await fetched('{ "openapi": "3.0.0", "paths": { "/contacts": { "get": {} } } }')
    expect([code, err]).toEqual([2, 'Nothing in these documents is about calendars, events or tokens\n'])
  })
  test('too many bytes', async () => {
    const { code, err } = await fetched(' '.repeat(2000), { maxBytes: 1000 })
    expect([code, err]).toEqual([2, `${calendars} is larger than 1000 bytes\n`])
  })
  test('a server that does not answer', async () => {
    const never: World['reader']['fetch'] = (_, { signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))))
    const { code, err } = await fetched('', { fetch: never, timeoutMs: 20 })
    expect([code, err]).toEqual([2, `${calendars} did not answer within 20 ms\n`])
  })
  test('a connection that fails, with its reason', async () => {
    const cause = new Error('getaddrinfo ENOTFOUND')
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }))
    const { code, err } = await fetched('', { fetch })
    expect([code, err]).toEqual([2, `${calendars} fetch failed: getaddrinfo ENOTFOUND\n`])
  })
  test.each([
    ['no document', [], /^pnpm .* drift <file or URL>/],
    ['an option that there is not', ['--jsno', calendars], /--jsno/],
    ['a file that is not there', ['none.json'], /^none\.json cannot be read: ENOENT/],
    ['a folder', [tmpdir()], /cannot be read: EISDIR/],
    ['an address without a host', ['https://'], /is no URL/],
    ['another protocol', ['ftp://publisher.example/a'], /is neither a path nor http/],
  ])('%s', async (_, argv, said) => {
    expect(await drift(argv)).toEqual({ code: 2, out: '', err: expect.stringMatching(said) })
  })
})

describe('what a document refers to', () => {
  const referring = (reference: string) =>
    new Map(
      [...published()].map(([url, page]) => [
        url,
        page.replaceAll('../common/common-schemas.json', reference),
      ]),
    )

  test('that is not there is taken as recorded, and said', async () => {
    const reader = serving(referring('../gone.json'))
    const { code, out } = await drift(documents, { reader })
    expect([code, out]).toEqual([0, expect.stringContaining('refers to ../gone.json, which cannot be read')])
    expect(out).toContain('Note: BadRequestDTO is taken as it was recorded.')
  })
  test.each(['file:///etc/passwd', 'https://elsewhere.example/a.json', 'http://169.254.169.254/latest'])(
    '%s is not read for a page of the web',
    async (reference) => {
      const asked: string[] = []
      const pages = serving(referring(reference))
      const fetch: World['reader']['fetch'] = (url, init) => {
        asked.push(url.href)
        return pages.fetch(url, init)
      }
      const { code, out } = await drift(documents, { reader: { ...pages, fetch } })
      expect([code, out]).toEqual([0, expect.stringContaining('is elsewhere and was not read')])
      expect(new Set(asked)).toEqual(new Set(documents))
    },
  )
  test('that is not read from the web for a file', async () => {
    const folder = files(referring('https://elsewhere.example/a.json'))
    const fetch = () => Promise.reject(new Error('asked'))
    const reader = { ...serving(new Map()), fetch }
    const { code, out } = await drift([join(folder, 'apps/calendars.json')], { reader })
    expect([code, out]).toEqual([0, expect.stringContaining('is elsewhere and was not read')])
  })
  test('that contains itself ends', async () => {
    const pages = published((document) => {
      const schema = ['components', 'schemas', 'CalendarEventDTO', 'properties', 'parent']
      document.setIn(schema, document.createNode({ $ref: '#/components/schemas/CalendarEventDTO' }))
    })
    const { code, out } = await drift(documents, { reader: serving(pages) })
    expect(code).toBe(1)
    expect(out).toContain('has CalendarEventDTO inside CalendarEventDTO, which was looked into once')
    expect(out).toContain(
      'The field events[].parent in the answer 200 of GET /calendars/blocked-slots is new',
    )
  })
})
