import type { StoredObject } from '../../src/engine/object-store.ts'
import { crd, crdName, schemaHashAnnotation } from '../../src/generate/crd.ts'
import type { Resource } from '../../src/kit/resource.ts'
import { resourcesOf } from '../../src/kit/resources.ts'
import { at, listAt, textAt } from '../fields.ts'
import { check } from '../finding.ts'
import type { Finding, Say } from '../finding.ts'
import { CustomResourceDefinition } from '../kinds.ts'
import { registeredOf } from '../registered.ts'
import { wayOf } from '../way.ts'

const codes = {
  Missing: { severity: 'error', why: 'a registered controller needs it: Metacontroller cannot start that controller' },
  Absent: { severity: 'info', why: 'a family that is not used needs no definition' },
  NotEstablished: { severity: 'error', why: 'the API server does not serve it, most often because its names are taken' },
  VersionMissing: { severity: 'error', why: 'the hooks are made for this version' },
  StatusMissing: { severity: 'error', why: 'Metacontroller refuses a parent without the status subresource, once and without trying again' },
  SchemaUnmarked: { severity: 'warning', why: 'without the mark nobody can tell whether the schema is the one of this build; it was not made by this build' },
  SchemaDiffers: { severity: 'warning', why: 'fields that the schema in the cluster does not know are cut off in silence' },
} as const
type Code = keyof typeof codes

export const definitions = check({
  name: 'definitions',
  looksAt: 'CustomResourceDefinitions: there, served, with status subresource and the schema of this build (annotation kaspr.io/schema-hash)',
  codes,
  well: 'the resource definitions are those of this build',
  run: async (cluster, say) => {
    const needed = resourcesOf(await registeredOf(cluster))
    const look = { say, mend: (await wayOf(cluster)).define }
    const findings: Finding[] = []
    for (const resource of resourcesOf(cluster.controllers)) {
      const found = await cluster.get(CustomResourceDefinition, crdName(resource))
      findings.push(...found === undefined ? [missing(resource, needed, look)] : problems(resource, found, look))
    }
    return findings
  },
})

interface Look { readonly say: Say<Code>; readonly mend: string }

const objectName = (resource: Resource): string => `CustomResourceDefinition ${crdName(resource)}`

const missing = (resource: Resource, needed: readonly Resource[], { say, mend }: Look): Finding => needed.includes(resource)
  ? say('Missing', { object: objectName(resource), what: 'is not there', mend })
  : say('Absent', { object: objectName(resource), what: 'is not there' })

const problems = (resource: Resource, found: StoredObject, { say, mend }: Look): readonly Finding[] => {
  const tell = (isSo: boolean, code: Code, what: string): readonly Finding[] => isSo ? [say(code, { object: objectName(resource), what, mend })] : []
  const version = listAt(found, 'spec', 'versions').find(({ name, served }) => name === resource.version && served === true)
  const isEstablished = listAt(found, 'status', 'conditions').some(({ type, status }) => type === 'Established' && status === 'True')
  const [hash = '', wanted] = [textAt(found, 'metadata', 'annotations', schemaHashAnnotation), textAt(crd(resource), 'metadata', 'annotations', schemaHashAnnotation)]
  return [
    ...tell(!isEstablished, 'NotEstablished', 'is not established'),
    ...tell(version === undefined, 'VersionMissing', `does not serve ${resource.version}`),
    ...tell(version !== undefined && at(version, 'subresources', 'status') === undefined, 'StatusMissing', `${resource.version} has no status subresource`),
    ...tell(hash === '', 'SchemaUnmarked', `has no annotation ${schemaHashAnnotation}`),
    ...tell(hash !== '' && hash !== wanted, 'SchemaDiffers', `schema ${hash}, this build has ${wanted}`),
  ]
}
