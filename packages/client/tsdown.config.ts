import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: {
    index: 'src/index.ts',
    conformance: 'src/conformance.ts',
    node: 'src/node/index.ts',
    redis: 'src/rate-limit/redis/index.ts',
    undici: 'src/undici/index.ts',
  },
  // A map of declarations would lead to sources, which are not published.
  dts: { sourcemap: false },
  sourcemap: true,
  fixedExtension: false,
  failOnWarn: true,
  // Imports must be declared dependencies, or they would be bundled unnoticed.
  deps: { onlyBundle: [] },
  plugins: [
    {
      name: 'no-map-of-declarations',
      // Its address stays in them although it is not made.
      generateBundle(_, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'chunk' || !file.fileName.endsWith('.d.ts')) continue
          file.code = file.code.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n')
        }
      },
    },
  ],
})

export default config
