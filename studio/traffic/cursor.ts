/** Where somebody stands in the log of one replica: `<replica>:<counter>`, which is also the name of the line. */
export interface Cursor { readonly replica: string; readonly number: number }

const pattern = /^([A-Za-z0-9._-]{1,253}):(\d{1,15})$/

/** Reads the name of a line; undefined for anything else. */
export const cursorOf = (id: string): Cursor | undefined => {
  const [, replica, digits] = pattern.exec(id) ?? []
  return replica === undefined ? undefined : { replica, number: Number(digits) }
}
