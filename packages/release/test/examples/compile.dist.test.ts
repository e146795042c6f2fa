import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject } from '../../docs/project.ts'
import { compile, workspaceCompiler } from '../../shared/compile.ts'
import { root } from '../../shared/root.ts'

/** Packages that only the examples need; `pnpm prove docs examples` compiles with their types. */
const absent = `declare module '@hono/node-server'
declare module 'hono'
declare module 'msw'
declare module 'msw/node'
`

/** Stands for what its generator writes. */
const generated = `export type CreateBlockSlot = object
export declare const Api: any
`

test('the examples compile against the built packages', async () => {
  const { folder, close } = createProject(root)
  try {
    cpSync(join(root, 'packages/docs/examples'), join(folder, 'examples'), { recursive: true })
    writeFileSync(join(folder, 'examples/absent.d.ts'), absent)
    writeFileSync(join(folder, 'examples/generated/highlevel.ts'), generated)
    const compilerOptions = {
      target: 'es2023',
      lib: ['es2023', 'dom', 'dom.iterable'],
      module: 'nodenext',
      types: ['node'],
      strict: true,
      noEmit: true,
      // What is any here has a type where its package is installed.
      noImplicitAny: false,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['examples'] }))
    const { stdout, stderr } = await compile(folder, workspaceCompiler)
    expect(stdout + stderr).toBe('')
  } finally {
    close()
  }
})
