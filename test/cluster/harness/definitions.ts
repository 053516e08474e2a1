import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { crd } from '../../../src/generate/crd.ts'
import { isObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { controllerKinds } from '../../../src/simulation/controller-kinds.ts'
import { eventually } from './eventually.ts'
import { Definition, openObjects } from './objects.ts'
import type { AnyObject, Objects } from './objects.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** All objects of a YAML file. */
export const documentsOf = (path: string): readonly AnyObject[] =>
  [...parseAllDocuments(readFileSync(path, 'utf8'))].map((document) => trusted<AnyObject>(document.toJS())).filter((object) => object !== null)

/** All objects of the YAML files in a folder of the repository, without kustomizations. */
export const documentsIn = (folder: string): readonly AnyObject[] =>
  readdirSync(`${root}${folder}`).filter((name) => name.endsWith('.yaml')).toSorted().flatMap((name) => documentsOf(`${root}${folder}/${name}`))
    .filter(({ kind }) => kind !== 'Kustomization')

/** Applies CRDs and waits until they are served. */
export const install = async (objects: Objects, definitions: readonly AnyObject[]): Promise<void> => {
  for (const definition of definitions) {
    await eventually(`${definition.metadata.name} is not on its way out`, async () => {
      const found = await objects.get(Definition, definition.metadata)
      return { done: found?.metadata.deletionTimestamp === undefined, seen: found?.['status'] }
    })
    await objects.apply(definition)
  }
  for (const { metadata } of definitions) {
    await eventually(`${metadata.name} is served`, async () => {
      const found = await objects.get(Definition, metadata)
      return { done: isEstablished(found), seen: found?.['status'] }
    })
  }
}

const isEstablished = (definition: AnyObject | undefined): boolean => {
  const status = definition?.['status']
  const conditions = isObject(status) && Array.isArray(status['conditions']) ? status['conditions'] : []
  return conditions.some((condition) => isObject(condition) && condition['type'] === 'Established' && condition['status'] === 'True')
}

/** The kinds of Metacontroller where there is none. The group is one of Kubernetes, which has to be owned up to. */
export const controllerDefinitions = (): readonly AnyObject[] => controllerKinds.map((kind) => {
  const definition = trusted<AnyObject>(crd(kind))
  return { ...definition, metadata: { ...definition.metadata, annotations: { 'api-approved.kubernetes.io': 'unapproved, for tests' } } }
})

/** Our own CRDs, as generated, after others. */
export const installOwn = async (layout: Layout, others: readonly AnyObject[] = []): Promise<void> => {
  const objects = openObjects(layout)
  try {
    await install(objects, [...others, ...documentsIn('crds')])
  } finally {
    objects.close()
  }
}
