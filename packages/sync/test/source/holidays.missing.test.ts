import { expect, test, vi } from 'vitest'
import { holidays } from '../../src/source/holidays.ts'
import { readSource } from '../../src/source/read-source.ts'

vi.mock('date-holidays', () => {
  throw new Error('Cannot find package')
})

test('names the command that installs the package where it is missing', async () => {
  const window = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z', timeZone: 'Europe/Berlin' }
  await expect(readSource(holidays({ country: 'DE' }), window)).rejects.toMatchObject({
    code: 'invalid-input',
    message:
      'sync: Expected the package date-holidays to be installed and did not find it. Run: npm install date-holidays@3',
  })
})
