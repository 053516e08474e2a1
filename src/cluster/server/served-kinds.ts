import { NotFound } from '../../engine/api-errors.ts'
import { builtInKinds } from '../../engine/built-in-kinds.ts'
import { discoveryOf, groupKind, served } from '../../engine/discovery.ts'
import type { Discovery } from '../../engine/discovery.ts'
import type { Kind } from '../../kit/kind.ts'
import type { Resource } from '../../kit/resource.ts'
import type { Defined } from './definition.ts'
import { builtInRules, customRules } from './kind-rules.ts'
import type { KindRules } from './kind-rules.ts'
import type { KindName } from './object-table.ts'

const nameOf = ({ apiVersion, kind }: KindName): string => `${apiVersion} ${kind}`

/** What the API server serves: kinds of Kubernetes, resources that are installed from the start, and those of CRDs. */
export class ServedKinds implements Discovery {
  readonly #builtIn: ReadonlyMap<string, KindRules>
  readonly #installed: ReadonlyMap<string, KindRules>
  /** By name of the CRD. */
  readonly #defined = new Map<string, KindRules>()
  #custom: ReadonlyMap<string, KindRules>
  #discovery: Discovery

  /** Of `kinds` nobody knows a schema: they are stored as they come. */
  constructor(resources: readonly Resource[], kinds: readonly Kind[]) {
    this.#builtIn = new Map([...kinds.map(served), ...builtInKinds].map((kind) => [nameOf(kind), builtInRules(kind)]))
    this.#installed = new Map(resources.map((resource) => [groupKind(resource), customRules(served(resource), resource)]))
    this.#custom = this.#installed
    this.#discovery = this.#discovered()
  }

  /** Serves what a CRD defines, or what it defines now. Resources that were installed stay what they are. */
  define(name: string, { kind, resource }: Defined): void {
    this.#defined.set(name, customRules(kind, resource))
    this.#changed()
  }

  forget(name: string): void {
    this.#defined.delete(name)
    this.#changed()
  }

  /** Throws NotFound for a kind that is not served. */
  readonly rulesOf = (kind: KindName): KindRules => {
    const rules = this.#custom.get(groupKind(kind)) ?? this.#builtIn.get(nameOf(kind))
    if (rules === undefined) throw new NotFound(`The kind ${kind.kind} of ${kind.apiVersion}`)
    return rules
  }

  readonly resource: Discovery['resource'] = (apiVersion, plural) => this.#discovery.resource(apiVersion, plural)

  readonly kind: Discovery['kind'] = (apiVersion, kind) => this.#discovery.kind(apiVersion, kind)

  #changed(): void {
    const defined = [...this.#defined.values()].map((rules) => [groupKind(rules.kind), rules] as const)
    this.#custom = new Map([...defined, ...this.#installed])
    this.#discovery = this.#discovered()
  }

  #discovered(): Discovery {
    return discoveryOf([...this.#builtIn.values(), ...this.#custom.values()].map(({ kind }) => kind))
  }
}
