import { expect, test } from 'vitest'
import { findClicks } from '../docs/site/reach.ts'
import { findDeadLinks, type Link, type WalkedPage } from '../docs/site/walk.ts'

const link = (text: string, path: string, anchor = ''): Link => ({ text, path, anchor })

const page = (
  path: string,
  links: Link[],
  ids: string[] = [],
  headings: string[] = [],
): [string, WalkedPage] => [path, { path, title: path, headings, ids: new Set(ids), links, live: [] }]

test('links to pages and headings that do not exist are dead', () => {
  const pages = new Map([
    page('/', [link('Start', '/start'), link('Gone', '/gone'), link('Lost', '/start', 'lost')]),
    page('/start', [link('Here', '/start', 'here')], ['here']),
  ])
  expect(findDeadLinks(pages)).toEqual(['/: "Gone" to /gone', '/: "Lost" to /start#lost'])
})

test('the fewest clicks lead to the page, and one to a heading not to the page', () => {
  const pages = new Map([
    page('/', [link('Errors', '/start/first', 'errors'), link('Start', '/start')]),
    page('/start', [link('First block', '/start/first')]),
    page('/start/first', [], ['errors'], ['First block', 'Errors']),
  ])
  const goal = { name: 'first block', words: '', path: /first$/ }
  expect(findClicks(pages, goal)).toEqual(['Start', 'First block'])
  expect(findClicks(pages, { ...goal, heading: /errors/i })).toEqual(['Errors'])
  expect(findClicks(pages, { ...goal, path: /second$/ })).toBeUndefined()
})
