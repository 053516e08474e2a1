import type { Registry } from 'prom-client'
import type { HookName } from '../../src/kit/controller.ts'
import type { Sandboxes, SandboxResult } from '../../src/sandbox/sandbox.ts'
import { counter, gauge, histogram } from '../../src/server/metrics.ts'
import type { CallOutcome } from './call-outcome.ts'
import { programMetrics as shapes } from './metric-table.ts'
import { ParentWatch } from './parent-watch.ts'
import type { ParentAnswer } from './parent-watch.ts'

/** Programs that have labels of their own; all others share one. */
const mostPrograms = 200

/** Counts the calls of programs. Milliseconds. */
export interface ProgramMeter {
  /** A bundle of this program was seen: from now on it is counted under its own name. */
  readonly seen: (program: string, activeDigest: string | undefined) => void
  readonly done: (call: { readonly program: string; readonly hook: HookName; readonly outcome: CallOutcome; readonly milliseconds: number; readonly bytes: number }) => void
  readonly ran: (program: string, hook: HookName, used: SandboxResult) => void
  readonly denied: (program: string, rule: string) => void
  readonly answered: (answer: ParentAnswer, hook: HookName, text: string) => void
  readonly droppedLines: (program: string, count: number) => void
}

export interface ProgramMeterOptions {
  /** Of the sandboxes, once there are any. */
  readonly load: () => ReturnType<Sandboxes['load']> | undefined
  /** Milliseconds. */
  readonly clock: () => number
}

/** Registers the metrics of programs. */
export const programMeter = (registry: Registry, { load, clock }: ProgramMeterOptions): ProgramMeter => {
  const labels = programLabels()
  const watch = new ParentWatch()
  const digests = new Map<string, string>()
  gauge(registry, shapes.busy, (into) => into.set(load()?.busy ?? 0))
  gauge(registry, shapes.active, (into) => {
    into.reset()
    for (const [program, digest] of digests) into.set({ program, digest }, 1)
  })
  childGauge(registry, () => watch.children(clock()))
  const series = seriesOf(registry)
  const dropped = (program: string, count: number): void => { if (count > 0) series.dropped.inc({ program: labels.of(program) }, count) }
  return {
    seen: (program, digest) => {
      if (labels.learn(program) && digest !== undefined) digests.set(program, digest)
    },
    done: ({ program: name, hook, outcome, milliseconds, bytes }) => {
      const program = labels.of(name)
      series.calls.inc({ program, hook, outcome })
      series.duration.observe({ program, hook }, milliseconds / 1000)
      series.requestBytes.observe({ program, hook }, bytes)
    },
    ran: (name, hook, used) => {
      const program = labels.of(name)
      series.queue.observe(used.waited / 1000)
      series.sandbox.observe({ program, hook }, used.milliseconds / 1000)
      if (!used.ok) series.kills.inc({ program, reason: used.kill })
      dropped(name, used.droppedLogs)
    },
    denied: (program, rule) => series.denials.inc({ program: labels.of(program), rule }),
    answered: (answer, hook, text) => {
      const program = labels.of(answer.program)
      series.responseBytes.observe({ program, hook }, Buffer.byteLength(text))
      if (watch.answered({ ...answer, program }, clock())) series.nonconverging.inc({ program })
    },
    droppedLines: dropped,
  }
}

const childGauge = (registry: Registry, counted: () => ReturnType<ParentWatch['children']>): void => {
  gauge(registry, shapes.children, (into) => {
    into.reset()
    for (const { program, kind, count } of counted()) into.inc({ program, kind }, count)
  })
}

const seriesOf = (registry: Registry) => ({
  calls: counter(registry, shapes.calls),
  duration: histogram(registry, shapes.duration),
  sandbox: histogram(registry, shapes.sandbox),
  requestBytes: histogram(registry, shapes.requestBytes),
  responseBytes: histogram(registry, shapes.responseBytes),
  queue: histogram(registry, shapes.queue),
  kills: counter(registry, shapes.kills),
  denials: counter(registry, shapes.denials),
  nonconverging: counter(registry, shapes.nonconverging),
  dropped: counter(registry, shapes.dropped),
})

/** Names come from whoever calls: only those whose bundle was seen become labels, and only so many. */
const programLabels = (): { readonly learn: (program: string) => boolean; readonly of: (program: string) => string } => {
  const known = new Set<string>()
  return {
    learn: (program) => {
      if (known.size < mostPrograms) known.add(program)
      return known.has(program)
    },
    of: (program) => known.has(program) ? program : 'other',
  }
}

/** Counts nothing. */
export const noMeter: ProgramMeter = { seen: () => undefined, done: () => undefined, ran: () => undefined, denied: () => undefined, answered: () => undefined, droppedLines: () => undefined }
