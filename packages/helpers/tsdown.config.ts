import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: { index: 'src/index.ts', icalendar: 'src/icalendar/index.ts', tzdata: 'src/tzdata/index.ts' },
  // Declaration maps refer to sources, which are not published.
  dts: { sourcemap: false },
  sourcemap: true,
  fixedExtension: false,
  failOnWarn: true,
  // Imports must be declared dependencies, or they would be bundled unnoticed.
  deps: { onlyBundle: [] },
  plugins: [
    {
      name: 'strip-declaration-map-comments',
      // The comment remains although no map is written.
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
