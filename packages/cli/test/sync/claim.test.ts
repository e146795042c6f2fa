import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startWorld, withoutIds, type World } from '../support/world.ts'

/** Three blocks that were created, and a state that knows none of them. */
async function startLost(): Promise<World> {
  const world = await startWorld()
  world.configure({ anna: ['2026-12-24', '2026-12-25'], ben: ['2026-12-25'] })
  await world.cli(['apply', '--yes'])
  rmSync(join(world.folder, '.block-slots'), { recursive: true })
  return world
}

const withoutBlockIds = (text: string, { folder, sandbox }: World): string =>
  sandbox.blocks().reduce((all, { id }) => all.replaceAll(id, '<id of a block>   '), withoutIds(text, folder))

test('shows what can be claimed, asks, and lets later runs delete it', async () => {
  const world = await startLost()
  const { cli, configure, sandbox } = world
  const questions: string[] = []
  const asking = (answer: string) => ({
    ask: async (question: string) => {
      questions.push(question)
      return answer
    },
  })
  const declined = await cli(['claim'], asking('n'))
  expect([declined.code, declined.err]).toEqual([2, 'Nothing was claimed.\n'])
  configure({ anna: ['2026-12-24'], ben: ['2026-12-25'] })
  expect((await cli(['plan'])).out).not.toContain('to delete')

  configure({ anna: ['2026-12-24', '2026-12-25'], ben: ['2026-12-25'] })
  const claimed = await cli(['claim'], asking('y'))
  expect(claimed.code).toBe(0)
  expect(withoutBlockIds(claimed.out, world)).toMatchSnapshot()
  expect(questions).toEqual(['Claim 3 blocks? [y/N] ', 'Claim 3 blocks? [y/N] '])
  expect((await cli(['claim', '--yes'])).out).toContain('Nothing to claim')

  configure({ anna: ['2026-12-24'], ben: ['2026-12-25'] })
  await cli(['apply', '--yes'])
  expect(sandbox.blocks()).toHaveLength(2)
})

test('takes ids, also of blocks that no source wants, and says what becomes of those', async () => {
  const { cli, configure, sandbox } = await startLost()
  const [first, ...others] = sandbox.blocks().map(({ id }) => id)
  configure({ anna: ['2026-12-25'], ben: ['2026-12-25'] })
  const { code, out } = await cli(['claim', String(first), '--yes'])
  expect([code, out]).toEqual([
    0,
    `No source wants ${first}: once claimed, the next run that mirrors\ndeletes it.\nClaimed 1 block: later runs may change and delete it.\n`,
  ])
  await cli(['apply', '--yes'])
  expect(sandbox.blocks().map(({ id }) => id)).toEqual(others)
})

test('with --json prints what was claimed', async () => {
  const { cli, sandbox } = await startLost()
  const { code, out } = await cli(['claim', '--only', 'ben', '--yes', '--json'])
  const [, , ben] = sandbox.blocks()
  expect([code, JSON.parse(out)]).toEqual([
    0,
    { claimed: [expect.objectContaining({ owner: 'ben', id: ben?.id })], unwanted: [], stopped: [] },
  ])
})

test.each([
  [['claim'], 2, 'Add --yes'],
  [['claim', 'doesnotexist00000000', '--yes'], 1, 'doesnotexist00000000'],
])('%j is refused', async (argv, code, words) => {
  const { cli } = await startLost()
  expect(await cli(argv)).toMatchObject({ code, err: expect.stringContaining(words) })
})
