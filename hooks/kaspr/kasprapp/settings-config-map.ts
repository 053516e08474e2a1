import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import { hashAnnotation } from '../labels.ts'
import type { App } from './app.ts'

/** The ConfigMap with the settings of the runtime; the container gets its keys as variables, in their order. */
export const settingsConfigMap = ({ names, namespace, labels, runtime }: App): Child => child(ConfigMap, {
  metadata: { name: names.settings, namespace, labels, annotations: { [hashAnnotation]: runtime.hash } },
  data: Object.fromEntries(runtime.entries),
})
