import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: ['src/index.ts', 'src/vitest.ts', 'src/main.ts'],
  dts: { entry: ['src/index.ts', 'src/vitest.ts'] },
  fixedExtension: false,
  failOnWarn: true,
  hash: false,
  // A bundled package would be a hidden copy: list it as a dependency instead.
  deps: { onlyBundle: [] },
})

export default config
