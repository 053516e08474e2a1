import type { Controller, OptionalChildren } from './controller.ts'
import type { Settings } from './settings.ts'

/**
 * Controllers as the settings make them: kinds of children that a setting adds stand among the others. Everything that takes
 * controllers takes such ones, so that guard, registration and rights know the same kinds; doing it twice changes nothing.
 */
export const configured = (controllers: readonly Controller[], settings: Settings): readonly Controller[] => controllers.map((controller) => {
  const chosen = (controller.optionalChildren ?? []).filter(({ setting, value }) => settings[setting]?.trim() === value)
  return chosen.length === 0 ? controller : withChildren(controller, chosen)
})

const withChildren = (controller: Controller, chosen: readonly OptionalChildren[]): Controller => ({
  ...controller,
  children: [...controller.children, ...chosen.flatMap(({ children }) => children)],
  binds: [...controller.binds ?? [], ...chosen.flatMap(({ binds = [] }) => binds)],
  optionalChildren: [],
})
