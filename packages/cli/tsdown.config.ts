import { defineConfig, type UserConfig } from 'tsdown'

const config: UserConfig = defineConfig({
  entry: ['src/process.ts'],
  dts: false,
  fixedExtension: false,
  failOnWarn: true,
  hash: false,
  // Imports must be declared dependencies, or they would be bundled unnoticed.
  deps: { onlyBundle: [] },
  outputOptions: {
    // Each file takes half a millisecond to load, so what every command needs is in one with the tables of commands, and what
    // the commands about blocks and the account share is in another.
    codeSplitting: {
      groups: [
        {
          name: 'start',
          test: /src\/(?:error|exit-code|main|options|program|terminal|\w+\/program|text\/escape|help\/topic-names)\.ts$/,
        },
        {
          name: 'shared',
          test: /src\/(?:account\/(?:account|connect|find-owners|lists|match)|text\/(?:names|suggest)|time\/\w+|failure|message)\.ts$/,
          minShareCount: 2,
        },
      ],
    },
  },
})

export default config
