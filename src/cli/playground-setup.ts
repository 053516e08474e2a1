import { controllers, demoSettings } from '../../hooks/index.ts'
import { configured } from '../kit/configured.ts'
import type { Settings } from '../kit/settings.ts'
import type { ServiceAddress } from '../playground/curl.ts'
import type { PlaygroundOptions } from '../playground/playground.ts'
import { firstExamples, playgroundExamples } from './playground-examples.ts'
import { release } from './release.ts'

/** The playground of this repository: its controllers, its examples with the settings that they need, and how people pause a parent. */
export const playgroundSetup = async (settings: Settings, service: ServiceAddress): Promise<PlaygroundOptions> => ({
  controllers: configured(controllers, settings),
  settings: { ...demoSettings, ...settings },
  release: await release(),
  service,
  examples: await playgroundExamples(),
  first: firstExamples,
  pause: { annotation: 'kaspr.io/pause-reconciliation', value: 'true' },
  now: () => Date.now(),
})
