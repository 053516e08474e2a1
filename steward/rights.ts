const rule = (apiGroup: string, resources: readonly string[], verbs: readonly string[]) => ({ apiGroups: [apiGroup], resources, verbs })

/** What the steward has to be allowed: to look, to act, and in the namespace of its lease. */
export const stewardRights = {
  'steward-observe': [
    rule('kaspr.io', ['kasprmembersets'], ['get', 'list', 'watch']),
    rule('kaspr.io', ['kasprmembersets/status'], ['update']),
    rule('', ['pods', 'persistentvolumeclaims'], ['get', 'list', 'watch']),
    rule('apps', ['statefulsets'], ['get']),
  ],
  'steward-run': [
    rule('', ['pods'], ['delete']),
    rule('', ['persistentvolumeclaims'], ['update']),
    rule('apps', ['statefulsets'], ['delete']),
  ],
  'steward-lease': [
    rule('coordination.k8s.io', ['leases'], ['get', 'create', 'update']),
  ],
} as const
