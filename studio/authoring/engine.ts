import type { HookRevisionSpec } from '../../hooks/program/hookrevision/resource.ts'

/** What runs programs here, as revisions note it: the packages of package.json have this version. */
export const engine: HookRevisionSpec['engine'] = { name: 'quickjs-emscripten', version: '0.32.0' }
