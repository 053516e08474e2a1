import type { EnvironmentSpec } from './spec/environment.ts'

/** Seconds in which a stage has to become ready, and a Deployment to make progress. */
export const progressDeadline = ({ progressDeadlineSeconds = 900 }: EnvironmentSpec): number => progressDeadlineSeconds
