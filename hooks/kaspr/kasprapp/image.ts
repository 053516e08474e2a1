import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { KasprSettings } from '../settings.ts'
import type { KasprAppSpec } from './resource.ts'
import { defaultVersion, versionImage } from './versions.ts'

/** Image of the members: the spec's own, else that of its version, else the default; behind the registry of the settings (Q16: always). */
export const imageOf = ({ image, version }: KasprAppSpec, { imageRegistry }: KasprSettings): string => {
  const plain = image || versionImage(version || defaultVersion) || ''
  return imageRegistry === '' ? plain : `${imageRegistry}/${plain}`
}

/** A version counts only without an image of one's own. */
export const versionProblems = ({ image, version }: KasprAppSpec): readonly Problem[] =>
  image || !version || versionImage(version) !== undefined ? []
    : [problem('spec.version', `"${version}" is no supported Kaspr version; the newest is ${defaultVersion}`)]

/** Kaspr version of an image reference: its tag, else its digest (Q25: a registry port is no tag). */
export const imageVersion = (image: string): string => {
  const [reference = '', digest] = image.split('@')
  const last = reference.slice(reference.lastIndexOf('/') + 1)
  return last.includes(':') ? last.slice(last.indexOf(':') + 1) : digest ?? ''
}
