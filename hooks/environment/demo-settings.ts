import type { Settings } from '../../src/kit/settings.ts'

/** Settings without which the examples of environments stand still. For a cluster in memory only: everybody knows this key. */
export const demoSettings: Settings = {
  ENVIRONMENT_MASTER_KEYS: 'demo=this-key-is-public-and-for-the-playground-only',
  BUILD_REGISTRY: 'registry.example.com/previews',
  BUILD_SECCOMP_PROFILE: 'profiles/buildkit.json',
}
