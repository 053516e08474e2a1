import type { LogLevel } from '../../src/sandbox/sandbox.ts'
import type { LogRecord } from '../traffic/traffic.ts'
import type { LogsQuery } from './bodies.ts'

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** Which lines somebody wants to see. */
export const logFilter = ({ level = 'debug', text = '', revision, parent }: LogsQuery): ((record: LogRecord) => boolean) => {
  const part = text.toLowerCase()
  return (record) => levels.indexOf(record.level) >= levels.indexOf(level) &&
    (part === '' || record.message.toLowerCase().includes(part)) &&
    (revision === undefined || record.revision === revision) &&
    (parent === undefined || placeOf(record) === parent)
}

const placeOf = ({ parent }: LogRecord): string | undefined =>
  parent === undefined ? undefined : parent.namespace === undefined ? parent.name : `${parent.namespace}/${parent.name}`
