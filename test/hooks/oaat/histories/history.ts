/** What may happen to a pod. */
export const fates = ['Running', 'Succeeded', 'Failed', 'Unknown', 'terminating', 'gone'] as const
export type Fate = typeof fates[number]

/** Something that happens to a group. Plain data, so that it can be printed and left out. */
export type Step =
  /**
   * One sync. The caches first move on by so many versions: the group, the pods as children, the pods as related objects.
   * `fails`: writes that do not reach the API server.
   */
  | { readonly do: 'sync'; readonly see: readonly [group: number, children: number, related: number]; readonly fails: readonly Write[] }
  /** A pod, counted among those that are there. */
  | { readonly do: 'pod'; readonly which: number; readonly becomes: Fate }
  /** Somebody makes a pod with the labels of the group; adopted: the group owns it already. */
  | { readonly do: 'rogue'; readonly adopted: boolean }
  | { readonly do: 'edit'; readonly which: number }
  | { readonly do: 'clock'; readonly seconds: number }
  /** Metacontroller starts anew; its caches begin so many versions ago. */
  | { readonly do: 'restart'; readonly back: readonly [group: number, pods: number] }

export type Write = 'delete' | 'create' | 'status'

export interface History {
  readonly seed: number
  readonly strictSlot: boolean
  readonly steps: readonly Step[]
}
