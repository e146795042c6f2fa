import type { components } from '@block-slots/client'
import { expect, test } from 'vitest'
import { program } from '../src/program.ts'
import { openTerminal } from '../src/terminal.ts'
import { emptyIo } from './run.ts'

/** Total on purpose: a new field of a block does not compile here until the commands have an option for it. */
const optionOf = {
  calendarId: '--calendar',
  assignedUserId: '--user',
  locationId: '--location',
  title: '--title',
  startTime: '--from',
  endTime: '--to',
} satisfies Record<keyof components['schemas']['CreateBlockSlot'], string>

test.each(['create', 'update'])('%s has an option for every field of a block', (name) => {
  const command = program({ ...emptyIo(), ...openTerminal(emptyIo()) }).commands.find(
    (each) => each.name() === name,
  )
  const options = command?.options.map(({ long }) => long) ?? []
  expect(options).toEqual(expect.arrayContaining(Object.values(optionOf)))
})
