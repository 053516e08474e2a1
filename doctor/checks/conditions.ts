import { described } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { isDeleting } from '../../src/engine/metadata.ts'
import { knownConditions } from '../../src/kit/condition.ts'
import type { Condition } from '../../src/kit/condition.ts'
import { at, secondsSince } from '../fields.ts'
import { check } from '../finding.ts'
import type { Finding, Say } from '../finding.ts'
import { resourceName } from '../kinds.ts'
import { unlessUnread } from '../not-checked.ts'
import { parentKinds } from '../parents.ts'
import type { Cluster } from '../cluster.ts'
import type { Resource } from '../../src/kit/resource.ts'

const codes = {
  NeedsPerson: { severity: 'warning', why: 'the resource says what it needs in a condition; nothing else will mend it' },
  NotReady: { severity: 'warning', why: 'what takes longer than 15 minutes seldom ends well by itself' },
  More: { severity: 'warning', why: 'only the first are told one by one' },
} as const
type Code = keyof typeof codes

/** Conditions that only a person can turn, `Type=Status`. */
const needed: ReadonlySet<string> = new Set([
  'Valid=False', 'ConfigValid=False', 'SpecApplied=False', 'ReferencesResolved=False', 'ComponentsReady=False', 'ComposeSupported=False',
  'StorageResize=False', 'RegistryCredentialsCurrent=False', 'ChecksFailed=True', 'RoguePods=True',
])
const patience = 900
/** Of one kind. */
const mostTold = 10

export const conditions = check({
  name: 'conditions',
  looksAt: 'conditions of all parents that need a person, and parents that are not ready for more than 15 minutes',
  codes,
  well: 'no resource asks for a person',
  run: async (cluster, say) => {
    const findings: Finding[] = []
    for (const kind of parentKinds(cluster)) findings.push(...await unlessUnread('conditions', () => ofKind(cluster, kind, say)))
    return findings
  },
})

const ofKind = async (cluster: Cluster, kind: Resource, say: Say<Code>): Promise<readonly Finding[]> => {
  const found = (await cluster.list(kind)).items.flatMap((parent) => problem(parent, kind, { now: cluster.now, say }))
  const rest = found.slice(mostTold)
  return rest.length === 0 ? found : [...found.slice(0, mostTold), say('More', {
    object: `${kind.kind} …`, what: `${rest.length} more ${kind.plural} need a person`, mend: `kubectl get ${resourceName(kind)} --all-namespaces`,
  })]
}

interface Look { readonly now: number; readonly say: Say<Code> }

const problem = (parent: StoredObject, kind: Resource, { now, say }: Look): readonly Finding[] => {
  const told = knownConditions(at(parent, 'status', 'conditions'))
  if (isDeleting(parent) || told.some(isWanted)) return []
  const { name, namespace } = parent.metadata
  const mend = `kubectl describe ${resourceName(kind)} ${name}${namespace === undefined ? '' : ` --namespace ${namespace}`}`
  const bad = told.filter(({ type, status }) => needed.has(`${type}=${status}`))
  const slow = told.filter(({ type, status, lastTransitionTime }) => type === 'Ready' && status === 'False' && (secondsSince(lastTransitionTime, now) ?? 0) > patience)
  if (bad.length > 0) return [say('NeedsPerson', { object: described(parent), what: bad.map(words).join('; '), mend })]
  return slow.length > 0 ? [say('NotReady', { object: described(parent), what: slow.map(words).join('; '), mend })] : []
}

/** Somebody asked for it. */
const isWanted = ({ type, status, reason }: Condition): boolean => (type === 'Paused' && status === 'True') || /^(?:Paused|Suspended)$/.test(reason)

const words = ({ type, status, reason, message = '' }: Condition): string => `${type}=${status} (${reason})${message === '' ? '' : `: ${message.slice(0, 300)}`}`
