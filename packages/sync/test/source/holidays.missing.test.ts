import { afterAll, expect, test, vi } from 'vitest'

// The files of a package share their modules, so the package is missing for this file alone.
vi.resetModules()
vi.doMock('date-holidays', () => {
  throw new Error('Cannot find package')
})
const { holidays } = await import('../../src/source/holidays.ts')
const { readSource } = await import('../../src/source/read-source.ts')
afterAll(() => {
  vi.doUnmock('date-holidays')
  vi.resetModules()
})

test('names the command that installs the package where it is missing', async () => {
  const window = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z', timeZone: 'Europe/Berlin' }
  await expect(readSource(holidays({ country: 'DE' }), window)).rejects.toMatchObject({
    code: 'invalid-input',
    message:
      'sync: Expected the package date-holidays to be installed and did not find it. Run: npm install date-holidays@3',
  })
})
