import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openSecrets } from '../../src/audit/secrets.ts'

fc.configureGlobal({ seed: 20_261_122 })

test('wherever a secret stands in a text, and however often', () => {
  const { scrub } = openSecrets(['abcd', 'abcdefgh', 'pit-1'])
  expect(scrub('abcdefghabcd-pit-1')).toBe('[secret][secret]-[secret]')
  expect(scrub('ababcd')).toBe('ab[secret]')
  expect(scrub('nothing')).toBe('nothing')
})

test('one that is added later, one that is too short, and one of odd letters', () => {
  const secrets = openSecrets([])
  expect(secrets.scrub('a.*b$c')).toBe('a.*b$c')
  for (const secret of ['a.*b$c', 'abc', '$&$`x', 'ключ-1', '\n\t\\]^']) secrets.add(secret)
  expect(secrets.scrub('xa.*b$cx aQQb$c abc $&$`x ключ-1 \n\t\\]^')).toBe(
    'x[secret]x aQQb$c abc [secret] [secret] [secret]',
  )
  expect([secrets.has('abc'), secrets.has('ключ-1')]).toEqual([false, true])
})

test('no secret is left, and without one the text stays as it is', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.'), minLength: 4, maxLength: 7 })
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 6 }), fc.array(letters), (hidden, parts) => {
      const text = [...parts, ...hidden].join('ab')
      const clean = openSecrets(hidden).scrub(text)
      const left = clean.split('[secret]')
      expect(hidden.filter((secret) => left.some((part) => part.includes(secret)))).toEqual([])
      expect(clean === text).toBe(!hidden.some((secret) => text.includes(secret)))
    }),
    { numRuns: 2000 },
  )
})
