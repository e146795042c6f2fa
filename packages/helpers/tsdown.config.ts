import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: ['src/index.ts', 'src/icalendar.ts', 'src/tzdata.ts'],
  dts: true,
  sourcemap: true,
  fixedExtension: false,
  failOnWarn: true,
  publint: { strict: true },
  attw: { profile: 'esm-only' },
})

export default config
