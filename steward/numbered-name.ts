/** Name of a pod or claim of a StatefulSet: what comes before its number, and the number. Undefined for every other name. */
export const numberedName = (name: string): { readonly prefix: string; readonly number: number } | undefined => {
  const [, prefix = '', digits = ''] = /^(.*-)(0|[1-9]\d{0,8})$/.exec(name) ?? []
  return prefix === '' ? undefined : { prefix, number: Number(digits) }
}
