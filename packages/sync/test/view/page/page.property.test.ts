import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderPage } from '../../../src/view/page/page.ts'
import { anyFrom, anyOwner, anyTitle } from '../../support/shown.ts'

/** The elements that a page has. Anything else would come from a text. */
const elements = new Set(
  'html meta title style body header main section h1 h2 h3 small kbd p ul li b i em ol div table caption thead tbody tr th td'.split(
    ' ',
  ),
)
const attributes = new Set('lang charset http-equiv content name class role aria-label scope'.split(' '))

test('no text becomes an element or an attribute', () => {
  const input = anyFrom.chain((from) =>
    fc.record({
      owners: fc.array(anyOwner(from, 12), { maxLength: 3 }),
      title: anyTitle,
      subtitle: anyTitle,
      from: fc.option(fc.constant(from), { nil: undefined }),
      days: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
    }),
  )
  fc.assert(
    fc.property(input, ({ owners, ...options }) => {
      const page = renderPage(owners, options)
      const body = page.replace(/<style>.*?<\/style>/s, '')
      for (const [, name = '', rest = ''] of body.matchAll(/<\/?([a-z0-9]+)((?:"[^"]*"|[^">])*)>/g)) {
        expect(elements).toContain(name)
        for (const [, attribute = ''] of rest.matchAll(/([^\s=]+)=(?:"[^"]*"|[^\s">]+)/g))
          expect(attributes).toContain(attribute)
      }
      // Every "<" of the page begins an element.
      expect(body.replaceAll(/<(?:\/?[a-z0-9]+[^<>]*|!doctype html)>/g, '')).not.toMatch(/[<>]/)
      expect(page).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}\p{Bidi_Control}]/u)
    }),
    { numRuns: 60 },
  )
})
