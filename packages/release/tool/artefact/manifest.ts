import type { Packed } from './packed.ts'

/** What is wrong with the package.json of a packed package, one sentence each. */
export function faultsOfManifest({ manifest, files }: Packed, directory: string): string[] {
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
  expect(
    isRecord(repository) && String(repository['url']).startsWith('git+https:'),
    'repository.url is not git+https:',
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
  for (const hook of ['preinstall', 'install', 'postinstall', 'prepare']) {
    expect(
      !isRecord(manifest['scripts']) || !(hook in manifest['scripts']),
      `${hook} runs where it is installed`,
    )
  }
  for (const path of ['LICENSE', 'README.md']) {
    if (!files.has(path)) wrong.push(`${path} is not in the package`)
  }
  // There is none before the first release.
  const changes = version === '0.0.0' || files.get('CHANGELOG.md')?.includes(`\n## ${version}\n`)
  if (!changes) wrong.push(`CHANGELOG.md is not in the package, or does not tell of ${version}`)
  return wrong
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
