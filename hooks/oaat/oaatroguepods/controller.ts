import { decorator } from '../../../src/kit/decorator.ts'
import { isObject } from '../../../src/kit/json.ts'
import { Pod } from '../../../src/kit/kinds.ts'
import { named } from '../../../src/kit/related.ts'
import { OaatGroup } from '../oaatgroup/resource.ts'
import { appLabel, appName, groupLabel } from '../oaatgroup/labels.ts'

/** Whether somebody controls an object already: then it is nobody else's to take. */
const isControlled = (owners: unknown): boolean => Array.isArray(owners) && owners.some((owner) => isObject(owner) && owner['controller'] === true)

/**
 * A pod that says it belongs to a group but that nobody controls gets the label by which the group's controller adopts it.
 * The group does not want it, so it is deleted (oaat.md B1). Nothing else is read from such a pod: its result counts for nothing.
 */
export const oaatRoguePods = decorator({
  name: 'oaatroguepods',
  target: Pod,
  selector: { labelSelector: { matchLabels: { [appLabel]: appName }, matchExpressions: [{ key: groupLabel, operator: 'Exists' }] } },
  attachments: [],
  reads: [OaatGroup],
  related: ({ metadata: { namespace, labels } }) => {
    const group = labels?.[groupLabel]
    return named(OaatGroup, namespace, group === undefined || group === '' ? [] : [group])
  },
  sync: ({ target: { metadata }, related }) => {
    const group = related.get(OaatGroup, metadata.labels?.[groupLabel] ?? '')
    const uid = group?.metadata.uid
    const rogue = uid !== undefined && !isControlled(metadata.ownerReferences) && metadata.labels?.['controller-uid'] !== uid
    return { attachments: [], ...(rogue ? { labels: { 'controller-uid': uid } } : {}) }
  },
})
