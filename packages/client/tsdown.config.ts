import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: {
    index: 'src/index.ts',
    conformance: 'src/conformance.ts',
    node: 'src/node/index.ts',
    redis: 'src/limit/redis.ts',
  },
  dts: true,
  sourcemap: true,
  fixedExtension: false,
  failOnWarn: true,
  publint: { strict: true },
  attw: { profile: 'esm-only' },
})

export default config
