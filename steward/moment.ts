/** RFC 3339 with whole seconds, as Kubernetes writes times. */
export const moment = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`

/** The same with six digits of a second: metav1.MicroTime takes nothing else. */
export const microMoment = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 23)}000Z`
