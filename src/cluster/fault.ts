import type { ListFilter } from './server/api-server.ts'

/** Which pods a fault strikes, those that do not exist yet included; a field that is absent matches everything. */
export interface PodMatch extends ListFilter {
  readonly name?: string
}

/** How often something goes wrong for one pod. */
export type Times = number | 'always'

interface Requests {
  /** Name of a kind, such as `ConfigMap`; absent: all. */
  readonly kind?: string
  /** Client that is struck; absent: every client, but not the cluster's own controllers. */
  readonly client?: string
  /** How many requests; 1 when absent. */
  readonly count?: number
}

export type RequestVerb = 'get' | 'list' | 'create' | 'update' | 'updateStatus' | 'delete'

/** Something that goes wrong in the cluster. Plain data, so that a schedule of faults can be written down. */
export type Fault =
  /** The containers of running pods end with an exit code (1); those of pods that are restarted always start anew. */
  | { readonly type: 'PodCrash'; readonly pods: PodMatch; readonly exitCode?: number; readonly times?: Times }
  /** No node takes new pods. */
  | { readonly type: 'PodPending'; readonly pods: PodMatch }
  /** The image of a container (the first one) cannot be pulled. */
  | { readonly type: 'ImagePullError'; readonly pods: PodMatch; readonly container?: string }
  /** An init container (the first one) ends with an exit code (1). */
  | { readonly type: 'InitContainerFailure'; readonly pods: PodMatch; readonly container?: string; readonly exitCode?: number; readonly times?: Times }
  /** Containers take so many milliseconds more to start. */
  | { readonly type: 'SlowStart'; readonly pods: PodMatch; readonly milliseconds: number }
  /** Pods run but are not ready. */
  | { readonly type: 'PodUnready'; readonly pods: PodMatch }
  /** Pods that would run to an end do not end. */
  | { readonly type: 'PodEndless'; readonly pods: PodMatch }
  /** The node of pods does not answer: deleted pods stay. */
  | { readonly type: 'PodStuck'; readonly pods: PodMatch }
  /** The next writes are answered with 409; nothing is written. */
  | { readonly type: 'Conflict' } & Requests
  /** The next requests are answered with a status (500); nothing is done. */
  | { readonly type: 'RequestFailed'; readonly status?: number; readonly verbs?: readonly RequestVerb[] } & Requests
  /** The next writes are done, but the answer gets lost (504). */
  | { readonly type: 'AnswerLost'; readonly verbs?: readonly RequestVerb[] } & Requests
  /** Watchers miss the next events; after a while (a minute) they list anew and see what is there. */
  | { readonly type: 'EventsDropped'; readonly relistAfter?: number } & Requests
  /** Watchers hear of everything so many milliseconds later. */
  | { readonly type: 'EventsLate'; readonly kind?: string; readonly milliseconds: number }
  /** A controller of the cluster stops for a while, forgets what it had in memory, and starts again. */
  | { readonly type: 'ControllerRestart'; readonly controller: string; readonly milliseconds?: number }
  /** The metrics API does not answer. */
  | { readonly type: 'MetricsUnavailable' }

export type FaultType = Fault['type']
export type FaultOf<Type extends FaultType> = Extract<Fault, { readonly type: Type }>
