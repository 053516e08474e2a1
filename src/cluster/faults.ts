import type { StoredObject } from '../engine/object-store.ts'
import { selects } from '../kit/selector.ts'
import type { Fault, FaultOf, FaultType, PodMatch, RequestVerb } from './fault.ts'

/** What users may do to the cluster. */
export interface Faults {
  /** Makes something go wrong. Gives the function that ends it; faults that strike once or so often end by themselves. */
  readonly inject: (fault: Fault) => () => void
  /** What is going wrong now. */
  readonly active: () => readonly Fault[]
}

export interface Request {
  readonly verb: RequestVerb
  readonly kind: string
  readonly client: string
}

type PodFaultType = Extract<Fault, { readonly pods: PodMatch }>['type']

export type RequestFault = FaultOf<'Conflict' | 'RequestFailed' | 'AnswerLost'>

/** How the parts of the cluster look at faults. */
export interface FaultBoard extends Faults {
  readonly onPod: <Type extends PodFaultType>(type: Type, pod: StoredObject) => FaultOf<Type> | undefined
  /** The fault that strikes a request. One of its strikes is used up. */
  readonly onRequest: (request: Request) => RequestFault | undefined
  /** The fault that swallows an event. One of its strikes is used up. */
  readonly onEvent: (kind: string) => FaultOf<'EventsDropped'> | undefined
  /** Milliseconds that events of a kind are late. */
  readonly lateness: (kind: string) => number
  readonly isActive: (type: FaultType) => boolean
  /** Tells of every fault that begins or ends. */
  readonly listen: (listener: (fault: Fault) => void) => void
}

interface Entry {
  readonly fault: Fault
  /** Strikes that are left. */
  left: number
}

export const faultBoard = (): FaultBoard => {
  const entries = new Set<Entry>()
  const listeners: ((fault: Fault) => void)[] = []
  const tell = (fault: Fault): void => { for (const listener of listeners) listener(fault) }
  const end = (entry: Entry): void => { if (entries.delete(entry)) tell(entry.fault) }
  const struck = <Struck extends Fault>(matches: (fault: Fault) => fault is Struck): Struck | undefined => {
    for (const entry of entries) {
      const { fault } = entry
      if (!matches(fault)) continue
      entry.left -= 1
      if (entry.left <= 0) end(entry)
      return fault
    }
    return undefined
  }
  const faultsOf = <Type extends FaultType>(type: Type): readonly FaultOf<Type>[] => [...entries].flatMap(({ fault }) => isOf(fault, type) ? [fault] : [])
  return {
    inject: (fault) => {
      const entry: Entry = { fault, left: countOf(fault) }
      if (entry.left > 0) entries.add(entry)
      tell(fault)
      return () => { end(entry) }
    },
    active: () => [...entries].map(({ fault }) => fault),
    onPod: (type, pod) => entries.size === 0 ? undefined : faultsOf(type).find((fault) => matchesPod(podsOf(fault), pod)),
    onRequest: (request) => struck((fault): fault is RequestFault => strikesRequest(fault, request)),
    onEvent: (kind) => struck((fault): fault is FaultOf<'EventsDropped'> => isOf(fault, 'EventsDropped') && isKind(fault, kind)),
    lateness: (kind) => Math.max(0, ...faultsOf('EventsLate').filter((fault) => isKind(fault, kind)).map(({ milliseconds }) => milliseconds)),
    isActive: (type) => faultsOf(type).length > 0,
    listen: (listener) => { listeners.push(listener) },
  }
}

const isOf = <Type extends FaultType>(fault: Fault, type: Type): fault is FaultOf<Type> => fault.type === type

const podsOf = (fault: Fault): PodMatch => 'pods' in fault ? fault.pods : {}

/** A restart is over at once; what counts strikes has a number of them; everything else lasts until it is ended. */
const countOf = (fault: Fault): number => {
  switch (fault.type) {
    case 'ControllerRestart': return 0
    case 'Conflict':
    case 'RequestFailed':
    case 'AnswerLost':
    case 'EventsDropped': return fault.count ?? 1
    default: return Infinity
  }
}

export const matchesPod = ({ name, namespace, labelSelector }: PodMatch, { metadata }: StoredObject): boolean =>
  (name === undefined || name === metadata.name) &&
  (namespace === undefined || namespace === metadata.namespace) &&
  (labelSelector === undefined || selects(labelSelector, metadata.labels))

const isKind = ({ kind }: { readonly kind?: string }, name: string): boolean => kind === undefined || kind === name

const changing: readonly RequestVerb[] = ['update', 'updateStatus', 'delete']
const writing: readonly RequestVerb[] = ['create', ...changing]
const all: readonly RequestVerb[] = ['get', 'list', ...writing]

const isRequestFault = (fault: Fault): fault is RequestFault => isOf(fault, 'Conflict') || isOf(fault, 'RequestFailed') || isOf(fault, 'AnswerLost')

const verbsOf = (fault: RequestFault): readonly RequestVerb[] => {
  switch (fault.type) {
    case 'Conflict': return changing
    case 'RequestFailed': return fault.verbs ?? all
    default: return fault.verbs ?? writing
  }
}

const strikesRequest = (fault: Fault, { verb, kind, client }: Request): boolean =>
  isRequestFault(fault) && verbsOf(fault).includes(verb) && isKind(fault, kind) && (fault.client === undefined || fault.client === client)
