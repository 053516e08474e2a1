/** What `@studio/k8s` declares for every program: shapes of Kubernetes, and what `src/sandbox` gives the module at run time. */
export const moduleText = `
  type ReadOnly<Shape> = Shape extends string | number | boolean | null | undefined ? Shape : { readonly [Key in keyof Shape]: ReadOnly<Shape[Key]> }
  type ReadBody<Shape> = ReadOnly<Omit<Shape, 'apiVersion' | 'kind' | 'metadata'>>
  type WrittenBody<Shape> = ReadOnly<Omit<Shape, 'apiVersion' | 'kind' | 'metadata' | 'status'>>

  /** An object about which nothing is known. */
  export type Open = { readonly [key: string]: unknown }

  interface ObjectMeta {
    readonly name: string
    readonly uid: string
    readonly resourceVersion?: string
    readonly generation?: number
    /** RFC 3339. */
    readonly creationTimestamp?: string | null
    /** RFC 3339. The object is about to go. */
    readonly deletionTimestamp?: string | null
    readonly labels?: { readonly [key: string]: string }
    readonly annotations?: { readonly [key: string]: string }
    readonly finalizers?: ReadonlyArray<string>
  }
  interface ClusterMeta extends ObjectMeta { readonly namespace?: undefined }
  interface NamespacedMeta extends ObjectMeta { readonly namespace: string }
  interface AnyMeta extends ObjectMeta { readonly namespace?: string }
  interface Observed<Version extends string, Kind extends string, Meta> { readonly apiVersion: Version; readonly kind: Kind; readonly metadata: Meta }

  /** Metadata of a child. Metacontroller adds owner, selector labels and namespace by itself. */
  export interface ChildMeta {
    readonly name: string
    readonly namespace?: string | undefined
    readonly labels?: { readonly [key: string]: string } | undefined
    readonly annotations?: { readonly [key: string]: string } | undefined
  }
  interface Desired<Version extends string, Kind extends string> { readonly apiVersion: Version; readonly kind: Kind; readonly metadata: ChildMeta }

  /** Objects of a kind with namespaces, by \`namespace/name\`. */
  export type NamespacedGroup<Item> = { readonly [key: \`\${string}/\${string}\`]: Item }
  /** Objects of a kind without namespaces, by name. */
  export type ClusterGroup<Item> = { readonly [name: string]: Item }

  export interface Condition {
    readonly type: string
    readonly status: 'True' | 'False' | 'Unknown'
    readonly reason?: string
    readonly message?: string
    readonly observedGeneration?: number
    /** RFC 3339. */
    readonly lastTransitionTime?: string
  }
  interface KnownCondition { readonly type: string; readonly status: string; readonly lastTransitionTime?: string }

  /** What a call may use besides its request. */
  export interface Context {
    /** RFC 3339, UTC: the only time that there is. */
    readonly now: string
    /** Lines for the live log of the Studio. */
    readonly log: {
      debug(...values: readonly unknown[]): void
      info(...values: readonly unknown[]): void
      warn(...values: readonly unknown[]): void
      error(...values: readonly unknown[]): void
    }
    /** SHA-256 of a text, as 64 hexadecimal digits. */
    hash(text: string): string
  }

  export interface SyncRequest {
    /** The CompositeController. */
    readonly controller: Open
    readonly parent: Parent
    /** What exists of the children, by kind. Every allowed kind has a group, also when it is empty. */
    readonly children: Children
    /** Objects of the related rules, by kind. */
    readonly related: Related
    /** The parent is about to go. */
    readonly finalizing: boolean
  }

  /** The complete desired state: what is not in \`children\` is deleted. */
  export interface SyncAnswer {
    readonly children: ReadonlyArray<Child>
    readonly status: NewStatus
    /** An empty list of children is really meant: without it, it is refused. */
    readonly childless?: boolean | undefined
    /** One more sync after so many seconds. */
    readonly resyncAfterSeconds?: number | undefined
  }
  export interface FinalizeAnswer extends SyncAnswer {
    /** Nothing is left to do: the parent may go. */
    readonly finalized: boolean
  }
  export type Sync = (request: SyncRequest, ctx: Context) => SyncAnswer
  export type Finalize = (request: SyncRequest, ctx: Context) => FinalizeAnswer

  /** The recommended labels of an app, and more. */
  export function labels(app: string, more?: { readonly [key: string]: string }): { readonly [key: string]: string }
  /** A name of these parts, joined by hyphens; what is too long for a label is cut and gets a hash. */
  export function name(...parts: readonly string[]): string
  /** Compares quantities such as \`500m\` and \`1Gi\`. */
  export function compareQuantities(a: string | number, b: string | number): -1 | 0 | 1
  /** 16 hexadecimal digits that do not depend on the order of keys. */
  export function stableHash(value: unknown): string
  /** Conditions whose \`lastTransitionTime\` changes only with their status. */
  export function conditions<Next extends Condition>(previous: ReadonlyArray<KnownCondition> | null | undefined, next: ReadonlyArray<Next>, now: string): Array<Next & { readonly lastTransitionTime: string }>
`
