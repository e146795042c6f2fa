import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSecrets } from '../../src/audit/secrets.ts'

fc.configureGlobal({ seed: 20_261_122 })

test('every occurrence of a secret is replaced', () => {
  const { scrub } = createSecrets(['abcd', 'abcdefgh', 'pit-1'])
  expect(scrub('abcdefghabcd-pit-1')).toBe('[secret][secret]-[secret]')
  expect(scrub('ababcd')).toBe('ab[secret]')
  expect(scrub('nothing')).toBe('nothing')
})

test('a secret added later, a too short one, and one with special characters', () => {
  const secrets = createSecrets([])
  expect(secrets.scrub('a.*b$c')).toBe('a.*b$c')
  for (const secret of ['a.*b$c', 'abc', '$&$`x', 'ключ-1', '\n\t\\]^']) secrets.add(secret)
  expect(secrets.scrub('xa.*b$cx aQQb$c abc $&$`x ключ-1 \n\t\\]^')).toBe(
    'x[secret]x aQQb$c abc [secret] [secret] [secret]',
  )
  expect([secrets.has('abc'), secrets.has('ключ-1')]).toEqual([false, true])
})

test('no secret is left, and a text without one is unchanged', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.'), minLength: 4, maxLength: 7 })
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 6 }), fc.array(letters), (hidden, parts) => {
      const text = [...parts, ...hidden].join('ab')
      const clean = createSecrets(hidden).scrub(text)
      const left = clean.split('[secret]')
      expect(hidden.filter((secret) => left.some((part) => part.includes(secret)))).toEqual([])
      expect(clean === text).toBe(!hidden.some((secret) => text.includes(secret)))
    }),
    { numRuns: 2000 },
  )
})
