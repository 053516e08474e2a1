/** Text from outside with an end: nothing that somebody sends makes a log line or an event long. */
export const bounded = (text: string, length: number): string => text.length <= length ? text : `${text.slice(0, length)}…`
