/** Whose span called us: the header `traceparent` of W3C Trace Context, read. */
export interface TraceParent {
  readonly traceId: string
  readonly spanId: string
  readonly flags: number
}

/** Later versions than 00 may say more at the end; ff is none. */
const version00 = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
const later = /^(?!00|ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/
const nothing = /^0+$/

/** Undefined for anything but a valid header: then a trace begins here. */
export const traceParentOf = (header: string | readonly string[] | undefined): TraceParent | undefined => {
  if (typeof header !== 'string') return undefined
  const [, traceId = '0', spanId = '0', flags = ''] = version00.exec(header) ?? later.exec(header) ?? []
  if (nothing.test(traceId) || nothing.test(spanId)) return undefined
  return { traceId, spanId, flags: Number.parseInt(flags, 16) }
}
