import { decorator } from '../../../src/kit/decorator.ts'
import { KasprApp } from '../kasprapp/resource.ts'
import { rebalanceAnnotation } from '../kasprapp/members/switches.ts'

/**
 * Takes the annotation `kaspr.io/rebalance` away once its request has ended: a composite controller cannot change its own
 * parent. One annotation is one attempt; whoever wants another sets it again (kaspr-lifecycle.md 5.2).
 */
export const kasprRebalance = decorator({
  name: 'kasprrebalance',
  target: KasprApp,
  selector: { annotationSelector: { matchExpressions: [{ key: rebalanceAnnotation, operator: 'Exists' }] } },
  attachments: [],
  sync: ({ target: { status } }) => ({
    attachments: [],
    ...(status?.rebalance?.manual === 'Finished' ? { annotations: { [rebalanceAnnotation]: null } } : {}),
  }),
})
