import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: {
    index: 'src/index.ts',
    config: 'src/config/index.ts',
    conformance: 'src/store/conformance/index.ts',
    'pg-boss': 'src/pg-boss/index.ts',
    postgres: 'src/store/postgres/index.ts',
    sqlite: 'src/store/sqlite/index.ts',
    view: 'src/view/index.ts',
  },
  fixedExtension: false,
  failOnWarn: true,
  hash: false,
  // Imports must be declared dependencies, or they would be bundled unnoticed.
  deps: { onlyBundle: [] },
  // An import of a package whose types no declaration needs any more would ask every user for that package.
  treeshake: { moduleSideEffects: 'no-external' },
})

export default config
