import { child } from '../../../src/kit/kind.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { ServiceAccount } from '../../../src/kit/kinds.ts'
import { hashAnnotation, usersLabels } from '../labels.ts'
import type { App } from './app.ts'
import { contentHash } from './content-hash.ts'

/** ServiceAccount of the members. The user's labels win here, and only here (kaspr-resources.md 3.2). */
export const serviceAccount = ({ names, namespace, labels, spec }: App): Child => {
  const own = spec.template?.serviceAccount?.metadata
  const metadata = { labels: { ...labels, ...usersLabels(own?.labels) }, annotations: own?.annotations ?? {} }
  return child(ServiceAccount, {
    metadata: { name: names.component, namespace, ...metadata, annotations: { ...metadata.annotations, [hashAnnotation]: contentHash(metadata) } },
  })
}
