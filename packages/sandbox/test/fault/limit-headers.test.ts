import { expect, test } from 'vitest'
import type { Fault } from '../../src/index.ts'
import { headersOf, limitHeadersOf } from '../support/create.ts'

test('wrong rate limit headers', async () => {
  const headers = async (
    mistake: Extract<Fault, { fault: 'limit-headers' }>['headers'],
    times = 1,
  ): Promise<unknown> =>
    limitHeadersOf(await headersOf([{ fault: 'limit-headers', on: 'every', headers: mistake }], times, true))
  expect(await headers('missing')).toEqual([null, null, null, null, null])
  expect(await headers('high')).toEqual(['1000', '999', '1999999', '10000', '2000000'])
  expect(await headers('low')).toEqual(['50', '0', '199999', '10000', '200000'])
  expect(await headers({ 'x-ratelimit-max': '-1' })).toEqual(['-1', '49', '199999', '10000', '200000'])
  expect([await headers('changing'), await headers('changing', 2), await headers('changing', 4)]).toEqual([
    ['100', '99', '199999', '10000', '200000'],
    ['25', '24', '9999', '1000', '10000'],
    ['100', '99', '199999', '10000', '200000'],
  ])
})
