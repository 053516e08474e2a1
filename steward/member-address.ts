import { UsageInvalid } from '../src/protocol/errors.ts'
import type { MemberTarget } from './members.ts'

/** Where members are found in a cluster. */
export const defaultMemberAddress = 'http://{pod}.{statefulSet}.{namespace}.svc.cluster.local:{port}'

/** URL of a member's path. */
export type MemberAddress = (target: Pick<MemberTarget, 'pod' | 'statefulSet' | 'namespace' | 'port' | 'path'>) => URL

const places = ['pod', 'statefulSet', 'namespace', 'port'] as const

/** Builds addresses from a template with {pod}, {statefulSet}, {namespace} and {port}. Throws UsageInvalid for a template that makes no http URL. */
export const memberAddress = (template: string): MemberAddress => {
  const address: MemberAddress = (target) => {
    const base = places.reduce((text, name) => text.replaceAll(`{${name}}`, String(target[name])), template)
    return new URL(base + (target.path.startsWith('/') ? target.path : `/${target.path}`))
  }
  const sample = places.reduce((text, name) => text.replaceAll(`{${name}}`, '1'), template)
  const isGood = !/[{}]/.test(sample) && !sample.endsWith('/') && URL.canParse(sample) && new URL(sample).protocol === 'http:'
  if (!isGood) throw new UsageInvalid(`"${template}" is no member address such as ${defaultMemberAddress}`)
  return address
}
