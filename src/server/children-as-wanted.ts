import { covers } from '../kit/covers.ts'
import type { Child } from '../kit/kind.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonValue } from '../protocol/json.ts'
import { objectCount, objectIn } from '../protocol/group-key.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import type { Observed } from './observed-facts.ts'

/** The observed object of a wanted child. */
export const observedChild = ({ children, parent }: Pick<Observed, 'children' | 'parent'>, child: Child): KubernetesObject | undefined =>
  objectIn(children, child, parent.metadata.namespace)

/** Whether everything that is wanted is there already, and nothing else: an answer that follows what it sees (a paused parent, replicas of an autoscaler) writes nothing. */
export const asWanted = (observed: Pick<Observed, 'children' | 'parent'>, wanted: readonly Child[]): boolean =>
  objectCount(observed.children) === wanted.length && wanted.every((child) => covers(observedChild(observed, child), child))

const mostPaths = 5

/** Where a field of an observed child is not as it is wanted, as paths such as `spec.replicas`; lists are not looked into. */
export const missingPaths = (object: KubernetesObject, child: Child, field: string): readonly string[] => {
  const found: string[] = []
  const visit = (there: JsonValue | undefined, wanted: JsonValue | undefined, path: string): void => {
    if (found.length >= mostPaths || covers(there, wanted)) return
    if (!isObject(there) || !isObject(wanted)) found.push(path)
    else for (const key in wanted) visit(there[key], wanted[key], `${path}.${key}`)
  }
  visit(trusted<Readonly<Record<string, JsonValue>>>(object)[field], trusted<Readonly<Record<string, JsonValue>>>(child)[field], field)
  return found
}
