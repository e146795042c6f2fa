import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: ['src/main.ts'],
  dts: false,
  sourcemap: true,
  fixedExtension: false,
  failOnWarn: true,
  // Whatever is taken from elsewhere has to be a dependency, or users get a copy of it that nobody sees.
  deps: { onlyBundle: [] },
})

export default config
