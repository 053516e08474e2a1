import type { DecoratorAnswer, RelatedRule } from '../protocol/answer.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import { canonical } from './canonical.ts'
import type { UncheckedParent } from './composite.ts'
import type { ChildRule, DecoratorController, DecoratorSelector, HookContext } from './controller.ts'
import type { Child, Kind } from './kind.ts'
import type { Metric } from './metric.ts'
import { viewOf } from './view.ts'
import type { View } from './view.ts'

/** Everything a decorator's sync depends on. */
export interface DecorateInput<Target> extends HookContext {
  readonly target: Target
  readonly attachments: View
  readonly related: View
  readonly finalizing: boolean
}

/** What a decorator changes on its target: `null` removes a key, other keys stay. */
export interface DecorateOutput {
  readonly labels?: Readonly<Record<string, string | null>>
  readonly annotations?: Readonly<Record<string, string | null>>
  readonly status?: object
  readonly attachments: readonly Child[]
  readonly resyncAfterSeconds?: number
  readonly childless?: boolean
}

export interface DecoratorDefinition<Target> {
  readonly name: string
  readonly target: Kind<Target>
  readonly selector?: DecoratorSelector
  readonly attachments: readonly ChildRule[]
  readonly reads?: readonly Kind[]
  readonly related?: (parent: UncheckedParent) => readonly RelatedRule[]
  readonly metrics?: readonly Metric[]
  readonly sync: (input: DecorateInput<Target & Pick<KubernetesObject, 'metadata'>>) => DecorateOutput
}

/** Defines a controller that adds to objects which somebody else owns. */
export const decorator = <Target>({ name, target, selector, attachments, reads, related, metrics, sync }: DecoratorDefinition<Target>): DecoratorController => ({
  type: 'decorator',
  name,
  parent: target,
  selector: selector ?? {},
  children: attachments,
  reads: reads ?? [],
  settingProblems: () => [],
  sync: (request, context) => {
    const { childless, attachments: wanted, ...changes } = sync({
      target: trusted(request.object),
      attachments: viewOf(request.attachments),
      related: viewOf(request.related),
      finalizing: request.finalizing,
      ...context,
    })
    return {
      answer: trusted<DecoratorAnswer>({ ...changes, attachments: wanted.map(canonical) }),
      problems: [],
      childless: childless ?? false,
    }
  },
  ...(metrics === undefined ? {} : { metrics }),
  ...(related === undefined ? {} : { customize: ({ parent }) => ({ relatedResources: [...related(trusted(parent))] }) }),
})
