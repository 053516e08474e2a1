/** A program whose parents and children say a text; the child of `hello` is `hello-said`. */
export const says = (text: string, before = ''): string => `
export const sync = ({ parent }: any, ctx: any) => {
  ${before}
  const text = ${JSON.stringify(text)} + (parent.spec.text ?? '')
  ctx.log.info(text)
  return {
    status: { text },
    children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: parent.metadata.name + '-said', labels: { parents: parent.kind.toLowerCase() } }, data: { text } }],
  }
}
`

interface Attack {
  readonly name: string
  readonly code: string
  /** What stops it. Asking for memory takes time too. */
  readonly kills: readonly string[]
}

/** What a program may try to its host, each within one call. */
export const attacks: readonly Attack[] = [
  { name: 'an endless loop', code: 'for (;;) {}', kills: ['timeout'] },
  { name: 'a bomb of a gigabyte', code: 'const all = []; while (all.length < 1024) all.push("x".repeat(1024 * 1024) + all.length)', kills: ['memory', 'timeout'] },
  { name: 'a bottomless recursion', code: 'const down = (): number => 1 + down(); down()', kills: ['stack'] },
  { name: 'a catastrophic expression', code: '/^(a+)+$/.test("a".repeat(60) + "!")', kills: ['timeout'] },
]
