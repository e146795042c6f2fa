import { root } from '../shared/root.ts'
import type { Edit } from './copy.ts'
import { type Recipe, runRecipe } from './recipe.ts'

/*
 * `pnpm --filter block-slots-release recipes`: performs the first edits of the recipes in CONTRIBUTING.md on a copy of the
 * repository and shows that the compiler or a test names every other place. Arguments filter the recipes by name. It prints
 * the files to edit by hand: those of the first edits and those that fail.
 */

const openapi = 'spec/openapi.yaml'

/** Puts a field in front of the first occurrence of another one. */
const insert = (before: string, type: string): Edit => ({
  file: openapi,
  replace: before,
  by: `        note:\n          ${type}\n          description: A note.\n${before}`,
})

const operation = `  /calendars/events/block-slots/{eventId}/copy:
    post:
      operationId: copyBlockSlot
      tags: [Block slots]
      summary: Copy a block
      description: Copies a block.
      security:
        - bearer: [calendars/events.write]
      parameters:
        - $ref: '#/components/parameters/Version'
        - $ref: '#/components/parameters/EventId'
      responses:
        '200':
          $ref: '#/components/responses/BlockSlot'
        '400':
          $ref: '#/components/responses/BadRequest'

`

const codegen = ['--filter @block-slots/spec codegen']

const recipes: readonly Recipe[] = [
  {
    name: 'add a field',
    edits: [
      // A create on a calendar, a create for a user, and the response.
      insert("        title:\n          $ref: '#/components/schemas/Title'\n", 'type: string'),
      insert("        assignedUserId:\n          $ref: '#/components/schemas/Id'\n", 'type: string'),
      insert("        assignedUserId:\n          $ref: '#/components/schemas/AnswerId'\n", 'type: string'),
    ],
    regenerate: codegen,
    checks: [
      {
        folder: 'packages/client',
        command: 'typecheck',
        places: ['src/create/match.ts', 'src/validate/block.ts', 'src/validate/response.ts'],
      },
      { folder: 'spec', command: 'test document deviations', places: ['test/deviations.test.ts'] },
      {
        folder: 'packages/sandbox',
        command: 'test contract-coverage',
        places: ['test/contract-coverage.test.ts'],
      },
      { folder: 'packages/cli', command: 'typecheck', places: ['test/program.test.ts'] },
    ],
  },
  {
    name: 'add an operation',
    edits: [
      {
        file: openapi,
        replace: '  /calendars/blocked-slots:\n',
        by: `${operation}  /calendars/blocked-slots:\n`,
      },
    ],
    regenerate: codegen,
    checks: [
      { folder: 'packages/client', command: 'typecheck', places: ['src/operation.ts'] },
      {
        folder: 'packages/sandbox',
        command: 'test contract-coverage',
        places: ['test/contract-coverage.test.ts'],
      },
      { folder: 'packages/proofs', command: 'typecheck', places: [] },
      { folder: 'spec', command: 'test document deviations', places: ['test/deviations.test.ts'] },
    ],
  },
  {
    name: 'add a fault',
    edits: [
      {
        file: 'packages/sandbox/src/fault/fault.ts',
        replace: "'connect-timeout' | 'dns'",
        by: "'brownout' | 'connect-timeout' | 'dns'",
      },
    ],
    regenerate: [],
    checks: [
      {
        folder: 'packages/sandbox',
        command: 'typecheck',
        places: ['src/fault/parse.ts', 'src/fault/schedule.ts', 'src/fault/unreached.ts'],
      },
    ],
  },
  {
    name: 'add a hint',
    edits: [
      {
        file: 'packages/client/src/http/hint.ts',
        replace: '  { text: /^Title must be a valid text/i',
        by: "  { text: /^too many blocks/i, hint: 'Delete some.' },\n  { text: /^Title must be a valid text/i",
      },
    ],
    regenerate: [],
    checks: [{ folder: 'packages/client', command: 'test http/hint', places: ['test/http/hint.test.ts'] }],
  },
  {
    name: 'add a source',
    edits: [
      {
        file: 'packages/sync/src/config/schema.ts',
        replace: "'days', 'items'] as const",
        by: "'days', 'rota', 'items'] as const",
      },
    ],
    regenerate: [],
    checks: [
      { folder: 'packages/sync', command: 'typecheck', places: ['src/config/build.ts'] },
      {
        folder: 'packages/sync',
        command: 'test config/json-schema',
        places: ['test/config/json-schema.test.ts'],
      },
    ],
  },
  {
    name: 'release zone rules',
    edits: [
      {
        file: 'packages/helpers/src/tzdata/tzdata.gen.ts',
        replace: "'2026f'",
        by: "'2026z'",
      },
    ],
    regenerate: [],
    checks: [{ folder: 'packages/proofs', command: 'test zones', places: ['test/zones.test.ts'] }],
  },
]

const chosen = recipes.filter(({ name }) => process.argv.slice(2).every((word) => name.includes(word)))
for (const recipe of chosen) {
  const { failing, missed } = await runRecipe(root, recipe)
  const byHand = new Set([...recipe.edits.map(({ file }) => file), ...failing.map(({ file }) => file)])
  process.stdout.write(`${recipe.name}: ${byHand.size} files by hand\n`)
  const shown = new Set<string>()
  for (const { file, command, message } of failing) {
    if (shown.has(file)) continue
    shown.add(file)
    process.stdout.write(`  ${file.padEnd(48)}  ${command.padEnd(26)}  ${message.slice(0, 100)}\n`)
  }
  for (const file of missed) process.stdout.write(`  ${file.padEnd(48)}  DOES NOT FAIL\n`)
  if (missed.length > 0) process.exitCode = 1
}
