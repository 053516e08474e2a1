import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Layout } from './layout.ts'
import { stagesPath } from './programs.ts'

/** Pods pass from one stage to the next at once instead of after some seconds by chance, and end without their grace period. */
const quickened = (stages: string): string => stages
  .replaceAll(/^( +(?:jitterD|d)urationMilliseconds:) [1-5]000$/gm, '$1 100')
  .replaceAll(/^ +jitterDurationFrom:\n +expressionFrom: '\.metadata\.deletionTimestamp'\n/gm, '')

/** Writes kwok's stages for one control plane. Annotations such as `pod-ready.stage.kwok.x-k8s.io/delay` still slow a pod down. */
export const writeStages = ({ folder }: Layout): string => {
  const file = join(folder, 'stages.yaml')
  writeFileSync(file, quickened(readFileSync(stagesPath(), 'utf8')))
  return file
}
