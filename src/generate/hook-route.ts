import type { Controller, HookName } from '../kit/controller.ts'

/** Path under which the service answers a hook. */
export const hookRoute = ({ name }: Controller, hook: HookName): string => `/hooks/${name}/${hook}`
