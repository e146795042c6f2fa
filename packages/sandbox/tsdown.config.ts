import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: ['src/index.ts', 'src/vitest.ts', 'src/main.ts'],
  // A map of declarations would lead to sources, which are not published.
  dts: { entry: ['src/index.ts', 'src/vitest.ts'], sourcemap: false },
  sourcemap: true,
  fixedExtension: false,
  failOnWarn: true,
  // Whatever is taken from elsewhere has to be a dependency, or users get a copy of it that nobody sees.
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
