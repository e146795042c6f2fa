import { isRecord } from '../shared/manifest.ts'
import type { Packed } from './packed.ts'

/** The repository as the registry has it. */
const repositoryUrl = 'git+https://github.com/block-slots/block-slots.git'

/** Problems in the package.json of a packed package, one sentence each. */
export function checkManifest({ manifest, files }: Packed, directory: string): string[] {
  const problems: string[] = []
  const expect = (right: boolean, sentence: string): void => {
    if (!right) problems.push(`package.json: ${sentence}`)
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
  // The registry rejects a package whose provenance names another repository, after others have been published.
  expect(
    isRecord(repository) && repository['url'] === repositoryUrl,
    `repository.url is not ${repositoryUrl}`,
  )
  expect(typeof description === 'string' && description.length > 20, 'description is too short')
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
    expect(!(field in manifest), `${field} prevents installation`)
  }
  for (const field of ['directory', 'registry', 'tag']) {
    expect(
      !isRecord(publishConfig) || !(field in publishConfig),
      `publishConfig.${field} changes what is published, or where`,
    )
  }
  // A package of data alone has no engine and no side effects.
  if ([...files.keys()].some((path) => path.endsWith('.js'))) {
    expect(
      isRecord(engines) && /^>=\d+\.\d+$/.test(String(engines['node'])),
      'engines.node is not like >=20.19',
    )
    expect(sideEffects === false, 'sideEffects is not false')
  }
  const source = JSON.stringify(exports ?? {}).includes('block-slots-source')
  expect(!source, 'exports has the condition block-slots-source, which leads to unpublished sources')
  const [local] = /"[^"]+":"(?:workspace|catalog|file|link):[^"]*"/.exec(JSON.stringify(manifest)) ?? []
  expect(local === undefined, `${local} cannot be resolved outside this repository`)
  for (const [needed, range] of rangesOf(manifest)) {
    expect(
      /^[\^~]?\d+\.\d+\.\d+/.test(range),
      `${needed} has the range "${range}", which is not a pinned range such as ^1.2.3`,
    )
  }
  for (const hook of ['preinstall', 'install', 'postinstall', 'prepare']) {
    expect(
      !isRecord(manifest['scripts']) || !(hook in manifest['scripts']),
      `${hook} runs on the machine of the user`,
    )
  }
  for (const path of ['LICENSE', 'README.md']) {
    if (!files.has(path)) problems.push(`${path} is not in the package`)
  }
  const terms = files.get('LICENSE')
  if (terms !== undefined && !terms.startsWith('MIT License\n'))
    problems.push('LICENSE is not the MIT License')
  // The first release creates it.
  const changes = version === '0.0.0' || files.get('CHANGELOG.md')?.includes(`\n## ${version}\n`)
  if (!changes) problems.push(`CHANGELOG.md is not in the package, or has no section ${version}`)
  return problems
}

/** The version ranges of dependencies. Peers are the choice of the user. */
function rangesOf(manifest: Packed['manifest']): [name: string, range: string][] {
  return [manifest['dependencies'], manifest['optionalDependencies']].flatMap((all) =>
    isRecord(all)
      ? Object.entries(all).flatMap(([name, range]): [string, string][] =>
          // Reported above.
          /^(?:workspace|catalog|file|link):/.test(String(range)) ? [] : [[name, String(range)]],
        )
      : [],
  )
}
