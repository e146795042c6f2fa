import { createHash } from 'node:crypto'
import type { Edit } from './copy.ts'

/** A mistake that publishing invites, and the check that has to find it. */
export type Mistake = {
  readonly name: string
  readonly edits: readonly Edit[]
  /** The packages to rebuild before the check. */
  readonly build?: readonly string[]
  /** The arguments of the `pnpm` command that has to fail. */
  readonly command: string
  /** The message that the command has to print. */
  readonly message: RegExp
  /** True for a mistake that every `npm test` seeds; the script `negative` seeds all of them. */
  readonly quick?: true
}

const client = '@block-slots/client'
/** Text that does not compress. */
const noise = Array.from({ length: 8 }, (_, at) =>
  createHash('sha512').update(`${at}`).digest('base64'),
).join('')

/** The seeded mistakes. To add one, add an entry. */
export const mistakes: readonly Mistake[] = [
  {
    name: 'a missing file in `files`',
    edits: [{ file: 'packages/mock/package.json', replace: '    "dist",\n', by: '' }],
    command: '--filter @block-slots/mock artefact',
    message: /publint: .*dist\/index\.js.* does not exist/,
  },
  {
    name: 'a guide that is linked and not in `files`',
    edits: [{ file: 'packages/client/package.json', replace: '    "guide",\n', by: '' }],
    command: `--filter ${client} artefact`,
    message: /README\.md leads to guide\/tokens\.md, which is not in the package/,
    quick: true,
  },
  {
    name: 'a type of a package that is not a dependency',
    edits: [
      {
        file: 'packages/client/src/rate-limit/local.ts',
        replace: 'export type LocalLimiterOptions = {',
        by: "export type LocalLimiterOptions = {\n  readonly server?: import('@block-slots/sandbox').Sandbox\n",
      },
    ],
    build: [client],
    command: `--filter ${client} api`,
    message: /@block-slots\/client mentions Sandbox, which cannot be imported/,
  },
  {
    name: 'a type that leaks a private path',
    edits: [
      {
        file: 'packages/sandbox/tsdown.config.ts',
        replace: '  failOnWarn: true,',
        by: `  failOnWarn: true,
  plugins: [
    {
      name: 'leak',
      generateBundle(_, { 'index.d.ts': file }) {
        if (file?.type === 'chunk') file.code += "\\nexport type { State } from '../src/state/state.ts'"
      },
    },
  ],`,
      },
    ],
    build: ['@block-slots/sandbox'],
    command: '--filter @block-slots/sandbox artefact',
    message: /dist\/index\.d\.ts leads to src\/state\/state\.ts, which is not in the package/,
  },
  {
    name: 'a `node:` import in the client',
    edits: [
      {
        file: 'packages/client/src/api.ts',
        replace: 'import ',
        by: "import { platform } from 'node:os'\nglobalThis.name = platform()\nimport ",
      },
    ],
    build: [client],
    command: `--filter ${client} artefact`,
    message: /dist\/core\.js imports node:os, and \. of @block-slots\/client has to load without Node/,
  },
  {
    name: 'an optional peer that the main entry loads',
    edits: [
      {
        file: 'packages/sync/src/owner.ts',
        replace: '/** ',
        by: "import { PgBoss } from 'pg-boss'\nObject.assign(globalThis, { PgBoss })\n/** ",
      },
    ],
    build: ['@block-slots/sync'],
    command: '--filter @block-slots/sync artefact',
    message: /imports pg-boss, and \. of @block-slots\/sync has to load without it/,
  },
  {
    name: 'an undeclared dependency: only in devDependencies',
    edits: [
      {
        file: 'packages/client/src/api.ts',
        replace: 'import ',
        by: "import { parse } from 'yaml'\nglobalThis.name = parse('a')\nimport ",
      },
    ],
    command: `--filter ${client} build`,
    message: /yaml is located in node_modules but is not included in deps\.onlyBundle/,
  },
  {
    name: 'an undeclared dependency: nowhere',
    edits: [{ file: 'packages/cli/package.json', replace: '"commander"', by: '"commanders"' }],
    command: '--filter block-slots build',
    message: /commander is located in node_modules but is not included in deps\.onlyBundle/,
  },
  {
    name: 'a bundle over its budget',
    edits: [
      {
        file: 'packages/client/src/api.ts',
        replace: 'import ',
        by: `globalThis.name = ${JSON.stringify(noise)}\nimport `,
      },
    ],
    build: [client],
    command: `--filter ${client} size`,
    message: /plain calls\n.*exceeded/,
    quick: true,
  },
  {
    name: 'a stale generated file',
    edits: [{ file: 'packages/client/src/openapi.gen.ts', replace: 'string;', by: 'number;' }],
    command: '--filter @block-slots/spec codegen:check',
    message: /openapi\.gen\.ts is not what spec\/openapi\.yaml says\. Run pnpm codegen/,
    quick: true,
  },
  {
    name: 'a changeset whose bump is too low, or none',
    edits: [
      { file: 'spec/released.yaml', from: 'spec/openapi.yaml' },
      { file: 'spec/openapi.yaml', replace: 'operationId: listEvents', by: 'operationId: listAppointments' },
      // From 1.0.0 on, what breaks is a major.
      { file: 'spec/package.json', replace: '"version": "', by: '"version": "1' },
    ],
    command: '--filter @block-slots/spec bump',
    message: /breaking +api operation id `listEvents` removed[^]*It demands a major bump/,
    quick: true,
  },
  {
    name: 'a README snippet that no longer compiles',
    edits: [{ file: 'README.md', replace: 'console.log(block.title,', by: 'console.log(block.name,' }],
    command: '--filter block-slots-release run docs',
    message: /README\.md:\d+: Does not compile: .*'name' does not exist/,
  },
  {
    name: 'a public declaration changed without its report',
    edits: [
      {
        file: 'packages/helpers/src/describe.ts',
        replace: 'export type DescribeOptions = {',
        by: 'export type DescribeOptions = {\n  short?: boolean | undefined\n',
      },
    ],
    build: ['@block-slots/helpers'],
    command: '--filter @block-slots/helpers api',
    message: /differs from api\/index\.api\.md:[^]*\+ +short\?: boolean[^]*pnpm api:update/,
  },
  {
    name: 'a stale API report',
    edits: [
      {
        file: 'packages/helpers/api/tzdata.api.md',
        replace: 'export function',
        by: 'export function gone(): void;\nexport function',
      },
    ],
    command: '--filter @block-slots/helpers api',
    message: /tzdata differs from api\/tzdata\.api\.md:[^]*- export function gone/,
  },
  {
    name: 'a public type that cannot be imported',
    edits: [
      { file: 'packages/helpers/src/index.ts', replace: "export type { Gaps } from './series.ts'\n", by: '' },
    ],
    build: ['@block-slots/helpers'],
    command: '--filter @block-slots/helpers api',
    message: /@block-slots\/helpers mentions Gaps, which cannot be imported/,
  },
]
