import { parseDuration } from '../../src/kit/duration.ts'
import type { Cluster } from '../cluster.ts'
import { check } from '../finding.ts'
import type { Finding, Say } from '../finding.ts'
import type { Metacontroller } from '../metacontroller.ts'
import { metacontrollersOf } from '../metacontroller.ts'
import { parentKinds } from '../parents.ts'
import { registrationFor, registrationsOf } from '../registered.ts'

const codes = {
  ServerSideApply: { severity: 'error', why: 'server-side apply fights the autoscaler over replicas and cannot freeze children; hooks are written for dynamic apply' },
  NotServed: { severity: 'error', why: 'it serves only registrations with these labels, and none of this build has them' },
  SlowClient: { severity: 'warning', why: 'each sync reads its parent once, and all of them share this limit: so long takes a round over all parents, after a release for example' },
  SmallBurst: { severity: 'warning', why: 'the burst is the room for events that come together; below the rate it is what limits' },
  FewWorkers: { severity: 'warning', why: 'workers are counted per registration: one slow answer holds one of them for up to its timeout' },
  LateResync: { severity: 'warning', why: 'answers stay in its cache for an hour: a resync that is later finds none and every hook computes anew' },
} as const
type Code = keyof typeof codes

/** Defaults of Metacontroller 4.17. */
const defaults = { 'client-go-qps': '5', 'client-go-burst': '10', workers: '5', 'cache-flush-interval': '30m' } as const

const longestRound = 60
const manyParents = 200
const resyncMilliseconds = 3_600_000

/** How many parents the cluster has, in all and of the largest kind. */
interface Load { readonly all: number; readonly most: number }

export const metacontrollerFlags = check({
  name: 'metacontroller-flags',
  looksAt: 'flags of Metacontroller: request rate, burst and workers against the number of parents, apply strategy, resync, label selector',
  codes,
  well: 'the flags of Metacontroller fit',
  run: async (cluster, say) => {
    const found = await metacontrollersOf(cluster)
    if (found.length === 0) return []
    const load = await loadOf(cluster)
    const labels = await labelsOf(cluster)
    return found.flatMap((one) => [...strategy(one, say), ...served(one, labels, say), ...pace(one, load, say), ...resync(one, say)])
  },
})

const loadOf = async (cluster: Cluster): Promise<Load> => {
  const counts: number[] = []
  for (const kind of parentKinds(cluster)) counts.push((await cluster.list(kind)).total)
  return { all: counts.reduce((sum, count) => sum + count, 0), most: Math.max(0, ...counts) }
}

type Labels = readonly Readonly<Record<string, string>>[]

const labelsOf = async (cluster: Cluster): Promise<Labels> => {
  const objects = await registrationsOf(cluster)
  return cluster.controllers.flatMap((controller) => {
    const found = registrationFor(objects, controller)
    return found === undefined ? [] : [found.metadata.labels ?? {}]
  })
}

const strategy = ({ flags, object, withFlags }: Metacontroller, say: Say<Code>): readonly Finding[] => {
  const value = flags.get('apply-strategy') ?? 'dynamic-apply'
  return value === 'dynamic-apply' ? [] : [say('ServerSideApply', { object, what: `--apply-strategy=${value}`, mend: withFlags('--apply-strategy=dynamic-apply') })]
}

/** Only `key=value` terms are judged; what else a selector may say is not. */
const served = ({ flags, object, namespace, name }: Metacontroller, labels: Labels, say: Say<Code>): readonly Finding[] => {
  const selector = flags.get('target-label-selector') ?? ''
  const terms = selector.split(',').map((term) => /^([^=!\s]+)==?([^=\s]*)$/.exec(term.trim()))
  const isServed = terms.some((term) => term === null) || labels.some((own) => terms.every((term) => own[term?.[1] ?? ''] === term?.[2]))
  return selector === '' || isServed || labels.length === 0 ? [] : [say('NotServed', { object, what: `--target-label-selector=${selector}`, mend: `kubectl --namespace ${namespace} edit ${name}` })]
}

const pace = ({ flags, object, withFlags }: Metacontroller, { all, most }: Load, say: Say<Code>): readonly Finding[] => {
  const number = (flag: keyof typeof defaults): number => Number(flags.get(flag) ?? defaults[flag])
  const [rate, burst, workers] = [number('client-go-qps'), number('client-go-burst'), number('workers')]
  const round = rate > 0 ? Math.ceil(all / rate) : 0
  return [
    ...(round <= longestRound ? [] : [say('SlowClient', {
      object, what: `--client-go-qps=${rate} with ${all} parents: a round takes ${round} s`, mend: withFlags('--client-go-qps=100', '--client-go-burst=200'),
    })]),
    ...(rate <= 0 || burst >= rate ? [] : [say('SmallBurst', { object, what: `--client-go-burst=${burst} with --client-go-qps=${rate}`, mend: withFlags(`--client-go-burst=${2 * rate}`) })]),
    ...(most < manyParents || workers > Number(defaults.workers) ? [] : [say('FewWorkers', { object, what: `--workers=${workers} with ${most} parents of one kind`, mend: withFlags('--workers=20') })]),
  ]
}

const resync = ({ flags, object, withFlags }: Metacontroller, say: Say<Code>): readonly Finding[] => {
  const value = flags.get('cache-flush-interval') ?? defaults['cache-flush-interval']
  const isLate = (parseDuration(value) ?? 0) >= resyncMilliseconds
  return isLate ? [say('LateResync', { object, what: `--cache-flush-interval=${value}`, mend: withFlags('--cache-flush-interval=30m') })] : []
}
