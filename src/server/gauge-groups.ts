import type { Registry } from 'prom-client'
import type { Metric, Sample } from '../kit/metric.ts'
import { gauge } from './metrics.ts'
import { labelsOf, mostLabelSets } from './series.ts'

/** What one parent's gauges say, since when, and the request that they follow from. */
interface Group {
  at: number
  readonly digest: string
  readonly samples: ReadonlyMap<Metric, readonly Sample[]>
}

/** Where another replica is asked about a parent nobody tells this one what became of it. */
const lifeMilliseconds = 15 * 60 * 1000

/** The gauges of all parents; each call replaces what its parent said before. Times are milliseconds. */
export class GaugeGroups {
  readonly #groups = new Map<string, Group>()
  readonly #byDigest = new Map<string, Group>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  register(registry: Registry, metric: Metric): void {
    gauge(registry, metric, (into) => {
      into.reset()
      for (const { labels, value } of this.#live(metric)) into.set(labelsOf(metric, labels), value)
    })
  }

  knows(parent: string): boolean {
    return this.#groups.has(parent)
  }

  /** The parent's gauges from now on. Of too many parents those that were silent longest go. */
  replace(parent: string, { at, digest, samples }: Readonly<Group>): void {
    this.drop(parent)
    const group: Group = { at, digest, samples }
    this.#groups.set(parent, group)
    this.#byDigest.set(digest, group)
    for (const oldest of this.#groups.keys()) {
      if (this.#groups.size <= mostLabelSets) break
      this.drop(oldest)
    }
  }

  /** A request that was answered before, unchanged: what followed from it still holds. */
  confirm(digest: string, at: number): void {
    const group = this.#byDigest.get(digest)
    if (group !== undefined) group.at = at
  }

  drop(parent: string): void {
    const group = this.#groups.get(parent)
    if (group === undefined) return
    this.#groups.delete(parent)
    if (this.#byDigest.get(group.digest) === group) this.#byDigest.delete(group.digest)
  }

  #live(metric: Metric): readonly Sample[] {
    const since = this.#now() - lifeMilliseconds
    for (const [parent, { at }] of this.#groups) if (at < since) this.drop(parent)
    return [...this.#groups.values()].flatMap(({ samples }) => samples.get(metric) ?? []).slice(-mostLabelSets)
  }
}
