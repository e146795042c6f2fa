import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { drift, type Outcome } from '../tool/drift.ts'
import { fields } from '../tool/document.ts'
import {
  calendars,
  changelog,
  changesOf,
  copyRecord,
  documents,
  oauth,
  published,
  recordedPath,
  sdk,
  serving,
  watchedFiles,
} from './publisher.ts'

const manifest = readFileSync(watchedFiles.sdk, 'utf8')
const page = readFileSync(watchedFiles.changelog, 'utf8')
type Pages = { readonly sdk?: string | Response; readonly changelog?: string | Response }

function run({ sdk: release = manifest, changelog: log = page }: Pages, ...more: string[]): Promise<Outcome> {
  return runWith(recordedPath, { sdk: release, changelog: log }, ...more)
}

function runWith(path: string, pages: Required<Pages>, ...more: string[]): Promise<Outcome> {
  const reader = serving(new Map([...published(), [sdk, pages.sdk], [changelog, pages.changelog]]))
  const argv = [...documents, '--sdk', sdk, '--changelog', changelog, ...more]
  return drift(argv, { reader, recordedPath: path })
}

/** The change log with a further day on top. */
function withDay(html: string): string {
  return page.replace('<div class="markdown">', `<div class="markdown"><h2>2026-10-01</h2>${html}`)
}

async function lines(pages: Pages): Promise<string[]> {
  return changesOf(await run(pages, '--json'))
}

test('what was recorded is not reported', async () => {
  const { code, out, err } = await run({})
  expect([code, out, err]).toEqual([0, expect.stringMatching(/\n\nNothing new\.\n$/), ''])
  expect(out.split('\n').slice(0, documents.length + 2)).toEqual([...documents, sdk, changelog])
})

describe('the SDK on npm', () => {
  test('in a new version is news', async () => {
    expect(await lines({ sdk: manifest.replace('3.1.0', '3.2.0') })).toEqual([
      'news: The SDK @gohighlevel/api-client: version is 3.2.0, before 3.1.0',
    ])
  })
  test('that is deprecated is news', async () => {
    expect(await lines({ sdk: manifest.replace('"main"', '"deprecated": "Use v4", "main"') })).toEqual([
      'news: The SDK @gohighlevel/api-client: deprecation is Use v4, before no',
    ])
  })
  test.each([
    ['a package that is not there', new Response('{}', { status: 404 }), `${sdk} answers 404`],
    ['something else', '{}', `${sdk} is no package of npm`],
  ])('%s is said, and exits with 2', async (_, release, said) => {
    const { code, out, err } = await run({ sdk: release })
    expect([code, out, err]).toEqual([
      2,
      expect.stringContaining(`Note: ${said}, so it was not compared.`),
      `${said}\n`,
    ])
  })
})

describe('the change log', () => {
  const oauthEntry = '<h3>POST /oauth/token</h3><ul><li>⚠️ removed the <code>code</code> property</li></ul>'

  test('with a new entry about an operation of the contract is news', async () => {
    expect(await lines({ changelog: withDay(oauthEntry) })).toEqual([
      'news: The change log has a new entry: "2026-10-01 POST /oauth/token: ⚠️ removed the code property"',
    ])
  })
  test.each([
    ['about blocks', '<h3>GET /calendars/blocked-slots</h3>', 'GET /calendars/blocked-slots'],
    [
      'about the schemas of calendars',
      '<p><strong>Calendars</strong></p><h2>Components</h2><ul><li><p>removed the schema <code>A</code></p></li></ul>',
      'Calendars: removed the schema A',
    ],
    [
      'about everything',
      '<p>Version 2021-04-15 ends on 2027-01-01 &mdash; <a href="#">read&nbsp;more</a>.</p>',
      ': Version 2021-04-15 ends on 2027-01-01 &mdash; read more.',
    ],
  ])('with a new entry %s is news', async (_, html, said) => {
    const day = said.startsWith(':') ? '2026-10-01' : '2026-10-01 '
    expect(await lines({ changelog: withDay(html) })).toEqual([
      `news: The change log has a new entry: "${day}${said}"`,
    ])
  })
  test.each([
    ['another operation', '<h3>GET /contacts/</h3><ul><li>api removed with deprecation</li></ul>'],
    ['an operation that is near the contract and left out', '<h3>PUT /calendars/{calendarId}</h3>'],
    [
      'the schemas of another part',
      '<p><strong>Emails</strong></p><h2>Components</h2><ul><li>removed</li></ul>',
    ],
  ])('with a new entry about %s is not reported', async (_, html) => {
    expect(await lines({ changelog: withDay(html) })).toEqual([])
  })
  test('as Markdown is read too', async () => {
    const links = (name: string) => `${name} [](https://publisher.example/#x "Direct link to ${name}")`
    const markdown = `# Log\n\n## ${links('2026-10-01')}\n\n**Oauth**\n\n### ${links('POST /oauth/token')}\n\n- removed \`code\`\n\n* * *\n\n- [2026-10-01](#a)\n  - [POST /oauth/token](#b)\n- [Components](#c)\n`
    expect(await lines({ changelog: markdown })).toEqual([
      'news: The change log has a new entry: "2026-10-01 POST /oauth/token: removed code"',
    ])
  })
  test('that drops old entries is not reported', async () => {
    expect(
      await lines({ changelog: '<article><h2>2026-06-18</h2><p>Nothing for calendars.</p></article>' }),
    ).toEqual(['news: The change log has a new entry: "2026-06-18: Nothing for calendars."'])
  })
  test('without an entry, such as a page that a script fills, exits with 2', async () => {
    const { code, err } = await run({ changelog: '<!doctype html><div id="root"></div>' })
    expect([code, err]).toEqual([2, `${changelog} has no entry under a date\n`])
  })
  test('that cannot be read does not hide a change elsewhere', async () => {
    const { code, out, err } = await run({
      sdk: manifest.replace('3.1.0', '3.2.0'),
      changelog: new Response('', { status: 403 }),
    })
    expect([code, err]).toEqual([1, `${changelog} answers 403\n`])
    expect(out).toContain('version is 3.2.0, before 3.1.0')
    expect(out).toContain(`Note: ${changelog} answers 403, so it was not compared.`)
  })
  test('cannot write outside its line of the report', async () => {
    const { out } = await run(
      { changelog: withDay('<p>`@everyone` &#x1b;[31m &lt;img&gt;</p>') },
      '--markdown',
    )
    expect(out).toContain(String.raw`@everyone \u001b[31m <img>"`)
    expect(out).not.toContain('\u001B')
  })
})

describe('--record', () => {
  const changed = {
    sdk: manifest.replace('3.1.0', '3.2.0'),
    changelog: withDay('<h3>POST /oauth/token</h3>'),
  }

  test('takes over what was read, and keeps what the change log has dropped', async () => {
    const path = copyRecord()
    expect(await runWith(path, changed, '--record')).toMatchObject({ code: 0, err: '' })
    expect(await runWith(path, changed)).toMatchObject({ code: 0 })
    expect(await runWith(path, { ...changed, changelog: page })).toMatchObject({ code: 0 })
    const watched = fields(fields(JSON.parse(readFileSync(path, 'utf8')))['x-watched'])
    expect(watched['sdk']).toMatchObject({ version: '3.2.0' })
    expect(watched['changelog']).toHaveLength(5)
  })
  test('writes nothing when one of them cannot be read', async () => {
    const path = copyRecord()
    const { code } = await runWith(
      path,
      { ...changed, changelog: new Response('', { status: 403 }) },
      '--record',
    )
    expect([code, readFileSync(path, 'utf8')]).toEqual([2, readFileSync(recordedPath, 'utf8')])
  })
  test('of the documents alone keeps what is known of the others', async () => {
    const path = copyRecord()
    await drift([calendars, oauth, '--record'], { reader: serving(published()), recordedPath: path })
    expect(await runWith(path, { sdk: manifest, changelog: page })).toMatchObject({ code: 0 })
  })
})
