// What the LimitRange gives to a container that states nothing (environment.md B4).

export const defaultLimits = { cpu: '500m', memory: '512Mi' }
export const defaultRequests = { cpu: '100m', memory: '128Mi' }
