/** RFC 3339 with six digits of a second: metav1.MicroTime takes nothing else. */
export const microMoment = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 23)}000Z`
