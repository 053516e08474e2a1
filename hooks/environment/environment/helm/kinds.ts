import type { Condition } from '../../../../src/kit/condition.ts'
import type { ObjectMeta } from 'kubernetes-types/meta/v1.js'
import { kind } from '../../../../src/kit/kind.ts'
import type { JsonObject } from '../../../../src/kit/json.ts'

// Kinds of those who install charts, as far as they are used here: helm.toolkit.fluxcd.io/v2, source.toolkit.fluxcd.io/v1 and
// argoproj.io/v1alpha1.

interface Toolkit<Spec> {
  readonly metadata?: ObjectMeta
  readonly spec?: Spec
  readonly status?: { readonly observedGeneration?: number; readonly conditions?: readonly Partial<Condition>[] }
}

interface HelmReleaseSpec {
  readonly interval: string
  readonly suspend: boolean
  readonly releaseName: string
  readonly targetNamespace: string
  readonly storageNamespace: string
  readonly serviceAccountName: string
  readonly chart: { readonly metadata: object; readonly spec: { readonly chart: string; readonly reconcileStrategy: string; readonly sourceRef: { readonly kind: string; readonly name: string } } }
  readonly install: object
  readonly upgrade: object
  readonly valuesFrom: readonly { readonly kind: string; readonly name: string }[]
}

interface GitRepositorySpec {
  readonly url: string
  readonly interval: string
  readonly ref: { readonly commit?: string; readonly branch?: string }
}

interface ApplicationShape {
  readonly metadata?: ObjectMeta
  readonly spec?: {
    readonly project: string
    readonly source: { readonly repoURL: string; readonly targetRevision: string; readonly path: string; readonly helm: { readonly releaseName: string; readonly values: string; readonly skipCrds: boolean } }
    readonly destination: { readonly server: string; readonly namespace: string }
    readonly syncPolicy?: { readonly automated: { readonly prune: boolean; readonly selfHeal: boolean } }
  }
  readonly status?: {
    readonly sync?: { readonly status?: string; readonly comparedTo?: { readonly source?: JsonObject } }
    readonly health?: { readonly status?: string; readonly message?: string }
    readonly operationState?: { readonly phase?: string; readonly message?: string }
    readonly conditions?: readonly { readonly type?: string; readonly message?: string }[]
  }
}

export const HelmRelease = kind<Toolkit<HelmReleaseSpec>>('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'helmreleases')
export const GitRepository = kind<Toolkit<GitRepositorySpec>>('source.toolkit.fluxcd.io/v1', 'GitRepository', 'gitrepositories')
export const Application = kind<ApplicationShape>('argoproj.io/v1alpha1', 'Application', 'applications')
