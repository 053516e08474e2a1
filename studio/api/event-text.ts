/** One server-sent event. JSON has no line breaks, and ids have none either. */
export const eventText = (event: string, data: unknown, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/** Keeps proxies from closing a quiet stream. */
export const heartbeat = ': heartbeat\n\n'
