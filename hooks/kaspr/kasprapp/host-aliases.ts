import type { Template } from './spec/template.ts'

type HostAliases = NonNullable<Template['pod']>['hostAliases']

/** One entry an address: Metacontroller merges these lists by it, and would lose the names of all entries but the last. */
export const hostAliases = (given: HostAliases): HostAliases => given
  ?.filter(({ ip }, index) => given.findIndex((other) => other.ip === ip) === index)
  .map((first) => ({ ...first, hostnames: given.filter(({ ip }) => ip === first.ip).flatMap(({ hostnames }) => hostnames ?? []) }))
