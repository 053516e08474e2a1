import type { LabelValues } from '../../../src/kit/metric.ts'
import type { KasprApp } from './resource.ts'

/** Labels by which a metric tells which app it is about. */
export const appPlace = ['app_name', 'namespace'] as const

export const appPlaceOf = ({ metadata: { name, namespace = '' } }: Pick<KasprApp, 'metadata'>): LabelValues => ({ app_name: name, namespace })
