import { readdirSync } from 'node:fs'

/** Lists the configurations in a folder. */
export const listConfigurations = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => /^block-slots\.(?:ya?ml|json|config\.m?[jt]s)$/.test(name))
    .toSorted()

/** True when the working folder has a configuration. */
export const hasConfiguration = (): boolean => listConfigurations(process.cwd()).length > 0
