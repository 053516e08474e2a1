/**
 * Known Kaspr versions and the tags of their images (kaspr-resources.md 2). The odd tags of old releases are upstream's
 * own. A version decides the image and nothing else.
 */
export const defaultVersion = '0.11.19'

const same = [
  '0.11.19', '0.11.18', '0.11.17', '0.11.16', '0.11.15', '0.11.14', '0.11.13', '0.11.12', '0.11.11', '0.11.9', '0.11.8', '0.11.7', '0.11.6', '0.11.5',
  '0.11.4', '0.11.2', '0.10.6', '0.3.0-dev1', '0.1.0',
]

const alpha = [
  '0.10.5', '0.10.4', '0.10.3', '0.10.2', '0.10.1', '0.9.1', '0.8.2', '0.8.1', '0.8.0', '0.7.4', '0.7.3', '0.7.2', '0.7.1', '0.7.0',
  '0.6.15', '0.6.14', '0.6.13', '0.6.12', '0.6.11', '0.6.10', '0.6.9', '0.6.8', '0.6.7',
  '0.5.11', '0.5.10', '0.5.9', '0.5.8', '0.5.6', '0.5.4', '0.5.2', '0.5.1', '0.4.4',
]

const odd: readonly (readonly [version: string, tag: string])[] = [
  ['0.7.5', '0.7.6-alpha'], ['0.6.0', '0.6.6-alpha'], ['0.5.28', '0.6.5-alpha'], ['0.5.27', '0.6.5-alpha'], ['0.5.26', '0.6.4-alpha'],
  ['0.5.25', '0.6.3-alpha'], ['0.5.24', '0.6.2-alpha'], ['0.5.22', '0.6.1-alpha'], ['0.5.21', '0.5.19-alpha'], ['0.5.20', '0.5.19-alpha'],
  ['0.5.19', '0.5.18-alpha'], ['0.5.18', '0.5.17-alpha'], ['0.5.17', '0.5.16-alpha'], ['0.5.16', '0.5.15-alpha'], ['0.5.15', '0.5.14-alpha'],
  ['0.5.14', '0.5.13-alpha'], ['0.5.13', '0.5.12-alpha'],
]

/** Known, but refused. */
export const unsupportedVersions: ReadonlySet<string> = new Set(['0.2.2-alpha', '0.1.2', '0.1.1'])

const tags: ReadonlyMap<string, string> = new Map([
  ...same.map((version) => [version, version] as const),
  ...alpha.map((version) => [version, `${version}-alpha`] as const),
  ...odd,
])

/** All versions that an app may ask for. */
export const supportedVersions: readonly string[] = [...tags.keys()]

/** Image of a version; undefined for versions that are unknown or not supported. */
export const versionImage = (version: string): string | undefined => {
  const tag = tags.get(version)
  return tag === undefined ? undefined : `kasprio/kaspr:${tag}`
}
