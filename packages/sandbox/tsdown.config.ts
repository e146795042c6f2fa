import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: ['src/index.ts', 'src/vitest.ts', 'src/main.ts'],
  // The sources are not published, so a map of the declarations would lead nowhere.
  dts: { entry: ['src/index.ts', 'src/vitest.ts'], sourcemap: false },
  sourcemap: true,
  fixedExtension: false,
  failOnWarn: true,
  // A bundled package would be a hidden copy: list it as a dependency instead.
  deps: { onlyBundle: [] },
  plugins: [
    {
      name: 'strip-declaration-map-url',
      // tsdown writes the comment although it writes no map.
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
