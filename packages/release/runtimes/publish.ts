import { existsSync, readdirSync } from 'node:fs'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pnpm, run } from '../shared/command.ts'
import { root } from '../shared/root.ts'
import { temporaryFolder } from '../shared/temporary-folder.ts'
import type { Registry } from './registry.ts'

/**
 * Who a workflow is: with it, pnpm would ask for a token of the registry and for a provenance statement, both of which
 * only the public registry gives. `publishConfig.provenance` alone asks for nothing where nobody vouches.
 */
const publisherVariables = [
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_URL',
  'NODE_AUTH_TOKEN',
  'NPM_ID_TOKEN',
  'NPM_TOKEN',
  'SIGSTORE_ID_TOKEN',
]

/**
 * Releases the repository as it lies there to a registry on this machine, from a copy: raises the versions when changesets
 * are waiting, builds, and publishes as a release does. Gives what changesets says.
 */
export async function publish(registry: Registry): Promise<string> {
  const copy = temporaryFolder('release')
  try {
    await copyRepository(copy.path)
    const surroundings = { cwd: copy.path }
    await pnpm('install --frozen-lockfile --prefer-offline', surroundings)
    // Right after a release nothing waits; the versions are then those of that release.
    const waiting = readdirSync(join(copy.path, '.changeset')).some((name) => /^(?!README).*\.md$/.test(name))
    if (waiting) await pnpm('release:version', surroundings)
    await pnpm('build --output-logs=errors-only', surroundings)
    await writeFile(join(copy.path, '.npmrc'), settings(registry))
    const env = Object.fromEntries(publisherVariables.map((name) => [name, undefined]))
    return await pnpm('exec changeset publish --no-git-tag', { ...surroundings, env: { ...env, CI: 'true' } })
  } finally {
    copy.remove()
  }
}

/**
 * What npm and pnpm read in a folder before what the user has set. The scope is named too: whoever publishes has perhaps set
 * another registry for it, with a token.
 */
export const settings = ({ url }: Registry): string => `registry=${url}\n@block-slots:registry=${url}\n`

/** Copies what git knows or would add, as it is in the working tree. */
async function copyRepository(to: string): Promise<void> {
  const listed = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'])
  for (const path of new Set(listed.split('\0'))) {
    // Deleted files are listed until they are committed.
    if (path === '' || !existsSync(join(root, path))) continue
    await mkdir(dirname(join(to, path)), { recursive: true })
    await cp(join(root, path), join(to, path))
  }
}
