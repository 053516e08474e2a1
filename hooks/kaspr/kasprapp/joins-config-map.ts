import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import { hashAnnotation } from '../labels.ts'
import type { App } from './app.ts'
import { joinsFileName } from './names.ts'

/** One file with the tables, joins and agents that belong together; absent without valid joins. */
export const joinsConfigMap = ({ names, namespace, labels, joins }: App): readonly Child[] => joins.file === undefined ? [] : [child(ConfigMap, {
  metadata: { name: names.joins, namespace, labels, annotations: { [hashAnnotation]: joins.file.hash } },
  data: { [joinsFileName(names.joins)]: joins.file.text },
})]
