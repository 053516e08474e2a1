import { pino } from 'pino'
import type { Logger } from 'pino'

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]
export type Log = Logger

/** One JSON object a line. Whoever logs hands over bounded texts, never a body and never a setting. */
export const buildLog = (level: LogLevel, out: { readonly write: (line: string) => void }): Log =>
  pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  }, out)

/** A log that goes nowhere. */
export const silentLog = (): Log => pino({ level: 'silent' })
