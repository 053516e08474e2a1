import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import { hashAnnotation } from '../labels.ts'
import type { DefinitionFile } from './definition-file.ts'

/** The ConfigMap of a component: one file, which the pods of the app mount. */
export const definitionConfigMap = ({ object, file, text, labels, hash }: DefinitionFile, namespace: string | undefined): Child => child(ConfigMap, {
  metadata: { name: object, namespace, labels, annotations: { [hashAnnotation]: hash } },
  data: { [file]: text },
})
