import { isRecord } from '../shared/manifest.ts'
import type { Packed } from './packed.ts'

/** The repository as the registry knows it. */
const repositoryUrl = 'git+https://github.com/block-slots/block-slots.git'

/** What is wrong with the package.json of a packed package, one sentence each. */
export function checkManifest({ manifest, files }: Packed, directory: string): string[] {
  const wrong: string[] = []
  const expect = (right: boolean, sentence: string): void => {
    if (!right) wrong.push(`package.json: ${sentence}`)
  }
  const {
    description,
    engines,
    exports,
    keywords,
    license,
    publishConfig,
    repository,
    sideEffects,
    type,
    version,
  } = manifest

  expect(
    isRecord(repository) && repository['directory'] === directory,
    `repository.directory is not ${directory}`,
  )
  // The registry refuses a package whose provenance tells of another repository, when others are published already.
  expect(
    isRecord(repository) && repository['url'] === repositoryUrl,
    `repository.url is not ${repositoryUrl}`,
  )
  expect(typeof description === 'string' && description.length > 20, 'description says nothing')
  expect(Array.isArray(keywords) && keywords.length > 2, 'keywords are missing')
  expect(license === 'MIT', 'license is not MIT')
  expect(type === 'module', 'type is not module')
  expect(
    isRecord(publishConfig) && publishConfig['access'] === 'public',
    'publishConfig.access is not public',
  )
  expect(
    isRecord(publishConfig) && publishConfig['provenance'] === true,
    'publishConfig.provenance is not true',
  )
  for (const field of ['private', 'os', 'cpu', 'libc']) {
    expect(!(field in manifest), `${field} keeps the package from users`)
  }
  for (const field of ['directory', 'registry', 'tag']) {
    expect(
      !isRecord(publishConfig) || !(field in publishConfig),
      `publishConfig.${field} publishes something else, or elsewhere`,
    )
  }
  // Data runs nowhere and has no effects.
  if ([...files.keys()].some((path) => path.endsWith('.js'))) {
    expect(
      isRecord(engines) && /^>=\d+\.\d+$/.test(String(engines['node'])),
      'engines.node is not like >=20.19',
    )
    expect(sideEffects === false, 'sideEffects is not false')
  }
  const source = JSON.stringify(exports ?? {}).includes('block-slots-source')
  expect(!source, 'exports has the condition block-slots-source, which leads to sources')
  const [local] = /"[^"]+":"(?:workspace|catalog|file|link):[^"]*"/.exec(JSON.stringify(manifest)) ?? []
  expect(local === undefined, `${local} means nothing to a stranger`)
  for (const [needed, range] of rangesOf(manifest)) {
    expect(/^[\^~]?\d+\.\d+\.\d+/.test(range), `${needed} is asked for as "${range}", which may be anything`)
  }
  for (const hook of ['preinstall', 'install', 'postinstall', 'prepare']) {
    expect(
      !isRecord(manifest['scripts']) || !(hook in manifest['scripts']),
      `${hook} runs where it is installed`,
    )
  }
  for (const path of ['LICENSE', 'README.md']) {
    if (!files.has(path)) wrong.push(`${path} is not in the package`)
  }
  const terms = files.get('LICENSE')
  if (terms !== undefined && !terms.startsWith('MIT License\n')) wrong.push('LICENSE is not the MIT License')
  // There is none before the first release.
  const changes = version === '0.0.0' || files.get('CHANGELOG.md')?.includes(`\n## ${version}\n`)
  if (!changes) wrong.push(`CHANGELOG.md is not in the package, or does not tell of ${version}`)
  return wrong
}

/** What is installed along, and in which versions. Peers are the choice of whoever installs. */
function rangesOf(manifest: Packed['manifest']): [name: string, range: string][] {
  return [manifest['dependencies'], manifest['optionalDependencies']].flatMap((all) =>
    isRecord(all)
      ? Object.entries(all).flatMap(([name, range]): [string, string][] =>
          // These are told above, for what they are.
          /^(?:workspace|catalog|file|link):/.test(String(range)) ? [] : [[name, String(range)]],
        )
      : [],
  )
}
