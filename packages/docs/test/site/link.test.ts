import { describe, expect, test } from 'vitest'
import { anchorOf, pagesBySource, resolveLink, resolvePicture } from '../../site/link.ts'

const pages = pagesBySource([
  { path: 'guides/limit', title: 'The rate limit', source: 'packages/client/guide/limit.md' },
  { path: 'packages/client', title: 'client', source: 'packages/client/README.md' },
  { path: 'decisions/index', title: 'Decisions', source: 'packages/docs/decisions/README.md' },
  {
    path: 'reference/sandbox-behaviour',
    title: 'How the sandbox behaves',
    source: 'packages/sandbox/guide/behaviour.md',
  },
])
const source = 'packages/docs/start/10-install.md'

describe('a link of a document', () => {
  test.each([
    ['../../client/guide/limit.md', '/guides/limit'],
    ['../../client/guide/limit.md#defaults', '/guides/limit#defaults'],
    ['../../client', '/packages/client'],
    ['../decisions/README.md', '/decisions/'],
    ['https://github.com/block-slots/block-slots/blob/main/packages/client/guide/limit.md', '/guides/limit'],
    ['../../sandbox/guide/behaviour.md', '/reference/sandbox-behaviour'],
    [
      '../../client/src/error.ts',
      'https://github.com/block-slots/block-slots/blob/main/packages/client/src/error.ts',
    ],
    ['#requirements', '#requirements'],
    ['https://example.com/a#b', 'https://example.com/a#b'],
    ['mailto:a@example.com', 'mailto:a@example.com'],
  ])('%s leads to %s', (url, address) => {
    expect(resolveLink(url, source, pages)).toBe(address)
  })
})

test('a picture has the path of the repository', () => {
  expect(resolvePicture('../pictures/week.svg', source)).toBe('/packages/docs/pictures/week.svg')
  const published =
    'https://raw.githubusercontent.com/block-slots/block-slots/main/packages/docs/pictures/week.svg'
  expect(resolvePicture(published, source)).toBe('/packages/docs/pictures/week.svg')
})

test('an anchor is that of GitHub', () => {
  expect(anchorOf('Retries & limits: `create()`')).toBe('retries--limits-create')
})
