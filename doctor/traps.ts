import type { Way } from './way.ts'

/** A failure of a sync that is seen again and again: how its text is known, what it means, what mends it. */
export interface Trap {
  readonly text: RegExp
  readonly why: string
  readonly mend: (way: Way) => string
}

const always = (what: string) => (): string => `kubectl ${what}`
const beside = (what: string) => ({ namespace }: Way): string => `kubectl --namespace ${namespace} ${what}`
const register = ({ register: command }: Way): string => command
const define = ({ define: command }: Way): string => command
const log = beside('logs --selector app.kubernetes.io/component=hooks --tail 50')
const told = always('get events --all-namespaces --field-selector reason=SyncError')

/**
 * Texts of SyncError and CreateError, the first that fits counts. Only parts that are stable are matched: codes of this
 * service, words of the API server and of Go. Numbers are those of docs/traps.md.
 */
export const traps = {
  TokenRefused: {
    text: /KH_UNAUTHORIZED|\bstatus (?:code )?401\b/,
    why: 'Metacontroller sends no token or an old one: it reads the Secret once, when a registration changes or when it starts (46)',
    mend: always('--namespace metacontroller rollout restart statefulset/metacontroller'),
  },
  HeldBack: {
    text: /KH_GUARD/,
    why: 'the service held a harmful answer back, nothing was changed: a bug of the hook, whose text names the rule (40)',
    mend: log,
  },
  HookFailed: {
    text: /KH_(?:HOOK_FAILED|INTERNAL)/,
    why: 'a hook failed, nothing was changed: a bug, the log of the service says more (1)',
    mend: log,
  },
  BodyTooLarge: {
    text: /KH_BODY_TOO_LARGE|413 Request Entity Too Large/,
    why: 'parent, children and related objects together are larger than the body limit of the service: serve --body-limit',
    mend: beside('set env deployment --selector app.kubernetes.io/component=hooks KASPR_HOOKS_BODY_LIMIT=128Mi'),
  },
  OtherRelease: {
    text: /KH_(?:NOT_FOUND|PARENT_MISMATCH|ENVELOPE_INVALID)/,
    why: 'the service that runs does not know the hook as it is registered: service and registrations are of different releases (36, 44)',
    mend: register,
  },
  Overloaded: {
    text: /KH_(?:OVERLOADED|DRAINING)|503 Service Unavailable/,
    why: 'no replica takes requests: all are starting, stopping or busy; a parent then waits for up to 17 minutes (33)',
    mend: beside('get pods'),
  },
  CertificateUnknown: {
    text: /x509:|tls: /,
    why: 'Metacontroller does not trust the certificate of the service: caBundle is missing or old, and read once only (46)',
    mend: register,
  },
  HookTimedOut: {
    text: /context deadline exceeded|Client\.Timeout|i\/o timeout/,
    why: 'the service did not answer in time: it is overloaded, or a NetworkPolicy drops what Metacontroller sends (33)',
    mend: beside('get pods,networkpolicies'),
  },
  HookUnreachable: {
    text: /connection refused|no such host|no route to host|connection reset|: EOF\b/,
    why: 'nobody answers at the address of the registration: no ready pod, or another name or namespace (33)',
    mend: beside('get services,endpointslices,pods'),
  },
  NamespaceGoing: {
    text: /because it is being terminated/,
    why: 'the namespace is being deleted: nothing can be made in it any more, which is harmless and ends with it',
    mend: always('get namespaces'),
  },
  QuotaExceeded: {
    text: /exceeded quota|maximum .* usage per/,
    why: 'a quota or limit of the namespace lets no more objects in; the sync is tried again by itself',
    mend: always('get resourcequotas,limitranges --all-namespaces'),
  },
  AdmissionRefused: {
    text: /violates PodSecurity|admission webhook .* denied|ValidatingAdmissionPolicy/,
    why: 'a policy of the cluster refuses a child; the text names the policy',
    mend: always('get validatingadmissionpolicies,validatingwebhookconfigurations'),
  },
  RightMissing: {
    text: /cannot (?:get|list|watch|create|update|patch|delete) resource|attempting to grant RBAC permissions/,
    why: 'the account of Metacontroller may not do what a registration asks of it',
    mend: register,
  },
  ImmutableField: {
    text: /(?:field|spec) is immutable|: Forbidden: .*(?:updates? to|may not change)/,
    why: 'a field that cannot change was to be changed, refused on every pass (24); hooks keep such fields, so somebody else made the object or a release changed a default',
    mend: told,
  },
  TooLong: {
    text: /Too long|[Rr]equest (?:entity|is) too large|etcdserver: request is too large/,
    why: 'the last-applied annotation doubles an object; above 256 KiB it is refused (41)',
    mend: always('get configmaps --all-namespaces --output name'),
  },
  StatusMissing: {
    text: /[Ss]tatus.*subresource|subresource.*[Ss]tatus/,
    why: 'the definition of the parent has no status subresource, and Metacontroller does not look again (15, 52)',
    mend: define,
  },
  DefinitionMissing: {
    text: /could not find the requested resource|no matches for kind|can't find resource|customresourcedefinitions?.* not found/,
    why: 'a kind is not known: definitions came after the registration, which is tried again after up to 17 minutes (45)',
    mend: define,
  },
  AnswerUnreadable: {
    text: /unmarshal|unknown field|invalid character|strict decoding/,
    why: 'the answer is none of a hook: something else answers at this address, or the versions of hooks differ (1, 36)',
    mend: register,
  },
  LabelMismatch: {
    text: /^(?!.* is invalid: ).*(?:labels?\b.*\bselector|selector.*\blabels?\b)/,
    why: 'a child does not match the selector of its parent: generateSelector is off or was switched (18, 19)',
    mend: register,
  },
  ChildInvalid: {
    text: / is invalid: /,
    why: 'the API server does not take what it is sent, the text names the field: a value of the spec that only the API server can judge, or a definition of another release (16)',
    mend: told,
  },
} as const satisfies Readonly<Record<string, Trap>>
export type TrapName = keyof typeof traps

const names = Object.keys(traps).filter((name): name is TrapName => Object.hasOwn(traps, name))

/** Undefined for a text that nobody has explained yet. */
export const trapOf = (text: string): TrapName | undefined => names.find((name) => traps[name].text.test(text))
