import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: ['src/process.ts'],
  dts: false,
  fixedExtension: false,
  failOnWarn: true,
  // Imports must be declared dependencies, or they would be bundled unnoticed.
  deps: { onlyBundle: [] },
})

export default config
