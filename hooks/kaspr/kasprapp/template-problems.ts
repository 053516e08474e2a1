import { labelKeyProblem, labelValueProblem, annotationKeyProblem } from '../../../src/kit/names.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { quantityProblems } from '../../../src/kit/quantities.ts'
import { repeatedItems } from './repeated-items.ts'
import { environmentProblems } from './spec/environment.ts'
import type { Template } from './spec/template.ts'
import type { TemplateVolume } from './spec/volume.ts'

interface Metadata { readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>> }

/** Mistakes in `spec.template` that would make the API server refuse a whole object (kaspr-resources.md §10 no. 14–21). */
export const templateProblems = (given: Template | undefined): readonly Problem[] => given === undefined ? [] : [
  ...metadataProblems(given.serviceAccount?.metadata, 'spec.template.serviceAccount.metadata'),
  ...metadataProblems(given.service?.metadata, 'spec.template.service.metadata'),
  ...metadataProblems(given.pod?.metadata, 'spec.template.pod.metadata'),
  ...podProblems(given.pod),
  ...environmentProblems(given.kasprContainer?.env, 'spec.template.kasprContainer.env'),
  ...environmentProblems(given.pythonPackagesInitContainer?.env, 'spec.template.pythonPackagesInitContainer.env'),
]

const podProblems = (given: Template['pod']): readonly Problem[] => [
  ...repeatedItems(given?.securityContext?.sysctls, ({ name }) => name, 'spec.template.pod.securityContext.sysctls'),
  ...(given?.volumes ?? []).flatMap((volume, index) => volumeProblems(volume, `spec.template.pod.volumes[${index}]`)),
]

const metadataProblems = (given: Metadata | undefined, path: string): readonly Problem[] => [
  ...Object.entries(given?.labels ?? {}).flatMap(([key, value]) => said(labelKeyProblem(key) ?? labelValueProblem(value), `${path}.labels["${key}"]`)),
  ...Object.keys(given?.annotations ?? {}).flatMap((key) => said(annotationKeyProblem(key), `${path}.annotations["${key}"]`)),
]

const said = (message: string | undefined, path: string): readonly Problem[] => message === undefined ? [] : [problem(path, message)]

const volumeProblems = ({ secret, configMap, emptyDir, persistentVolumeClaim, csi }: TemplateVolume, path: string): readonly Problem[] => [
  ...([secret, configMap, emptyDir, persistentVolumeClaim, csi].every((source) => source === undefined)
    ? [problem(path, 'needs one of secret, configMap, emptyDir, persistentVolumeClaim, csi')] : []),
  ...repeatedItems(secret?.items, (item) => item.path, `${path}.secret.items`),
  ...repeatedItems(configMap?.items, (item) => item.path, `${path}.configMap.items`),
  ...(emptyDir?.sizeLimit === undefined ? [] : quantityProblems(emptyDir.sizeLimit, `${path}.emptyDir.sizeLimit`)),
]
