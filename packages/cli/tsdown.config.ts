import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: ['src/main.ts'],
  dts: false,
  sourcemap: true,
  fixedExtension: false,
  failOnWarn: true,
})

export default config
