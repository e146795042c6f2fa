import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: { index: 'src/index.ts', icalendar: 'src/icalendar/index.ts', tzdata: 'src/tzdata/index.ts' },
  fixedExtension: false,
  failOnWarn: true,
  hash: false,
  // Imports must be declared dependencies, or they would be bundled unnoticed.
  deps: { onlyBundle: [] },
})

export default config
