/** A server-sent event. */
export interface ServerEvent {
  readonly event: string
  readonly data: string
}

export interface EventParser {
  /** Takes the next piece of the stream and gives the events that it completes. */
  readonly take: (piece: string) => readonly ServerEvent[]
  /** Id of the last complete event that had one; empty when none had. */
  readonly lastId: () => string
}

/** Reads `text/event-stream` as the HTML standard says; lines may be cut anywhere. */
export const eventParser = (startId: string): EventParser => {
  let [rest, lastId, pendingId] = ['', startId, startId]
  let [event, data]: [string, readonly string[]] = ['', []]
  const dispatch = (): readonly ServerEvent[] => {
    const done = data.length === 0 ? [] : [{ event: event === '' ? 'message' : event, data: data.join('\n') }]
    lastId = pendingId;
    [event, data] = ['', []]
    return done
  }
  const field = (name: string, value: string): void => {
    if (name === 'event') event = value
    if (name === 'data') data = [...data, value]
    if (name === 'id' && !value.includes('\0')) pendingId = value
  }
  const line = (text: string): readonly ServerEvent[] => {
    if (text === '') return dispatch()
    const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(text) ?? []
    field(name, value)
    return []
  }
  return {
    take: (piece) => {
      // A carriage return at the end may be half of a line's end.
      const lines = `${rest}${piece}`.split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop() ?? ''
      return lines.flatMap(line)
    },
    lastId: () => lastId,
  }
}
