import { readdirSync } from 'node:fs'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pnpm } from '../shared/command.ts'
import { listFiles } from '../shared/files.ts'
import { root } from '../shared/root.ts'
import { temporaryFolder } from '../shared/temporary-folder.ts'
import type { Registry } from './registry.ts'

/**
 * The credentials of a workflow. With them, pnpm would request a registry token and a provenance statement, which only the
 * public registry gives. Without them, `publishConfig.provenance` has no effect.
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
 * Publishes a copy of the working tree to a local registry as a release does: raises the versions when changesets are
 * pending, builds, and publishes. Returns the output of changesets.
 */
export async function publish(registry: Registry): Promise<string> {
  const copy = temporaryFolder('release')
  try {
    await copyRepository(copy.path)
    const options = { cwd: copy.path }
    // Without the private packages, whose dependencies are most of an installation, and which build nothing.
    const filters = '--filter=!block-slots-docs --filter=!block-slots-proofs --filter=!block-slots-release'
    await pnpm(`install --frozen-lockfile --prefer-offline ${filters}`, options)
    // Right after a release no changeset is pending, and the versions stay.
    const pending = readdirSync(join(copy.path, '.changeset')).some((name) => /^(?!README).*\.md$/.test(name))
    await disableChangelogs(copy.path)
    if (pending) await pnpm('release:version', options)
    await pnpm('build --output-logs=errors-only', options)
    await writeFile(join(copy.path, '.npmrc'), settings(registry))
    const env = Object.fromEntries(publisherVariables.map((name) => [name, undefined]))
    return await pnpm('exec changeset publish --no-git-tag', { ...options, env: { ...env, CI: 'true' } })
  } finally {
    copy.remove()
  }
}

/**
 * An .npmrc that takes precedence over the settings of the user. It names the scope too, for which a maintainer may have set
 * another registry with a token.
 */
export const settings = ({ url }: Registry): string => `registry=${url}\n@block-slots:registry=${url}\n`

/** Changelogs name git commits, which the copy does not have. */
async function disableChangelogs(folder: string): Promise<void> {
  const path = join(folder, '.changeset/config.json')
  const config: object = JSON.parse(await readFile(path, 'utf8'))
  await writeFile(path, JSON.stringify({ ...config, changelog: false }))
}

/** Copies the files of the working tree that are not ignored. */
async function copyRepository(to: string): Promise<void> {
  for (const path of listFiles(root)) {
    await mkdir(dirname(join(to, path)), { recursive: true })
    await cp(join(root, path), join(to, path))
  }
}
