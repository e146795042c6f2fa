import { expect, test } from 'vitest'
import { listConfigurations } from '../src/configurations.ts'
import { createHome } from './account/support.ts'

test('configurations of all kinds are found', () => {
  const { folder, write } = createHome()
  for (const name of ['block-slots.json', 'block-slots.config.mts', 'block-slots.yml', 'block-slots.txt'])
    write(name, '')
  expect(listConfigurations(folder)).toEqual([
    'block-slots.config.mts',
    'block-slots.json',
    'block-slots.yml',
  ])
})
