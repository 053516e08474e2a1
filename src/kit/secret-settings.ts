import type { Controller } from './controller.ts'
import { masked } from './mask.ts'
import type { Problem } from './problem.ts'
import type { Settings } from './settings.ts'

type Of = Pick<Controller, 'secretSettings'>

const isSecret = (controllers: readonly Of[], name: string): boolean => controllers.some(({ secretSettings = [] }) => secretSettings.includes(name))

/** Settings as they may be shown and written down: values that one of the controllers calls secret are masked. */
export const maskedSettings = (settings: Settings, controllers: readonly Of[]): Settings =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, isSecret(controllers, name) ? masked : value]))

/** Secret settings of a controller that are masked here, so that nobody knows them. */
export const unknownSettings = (settings: Settings, { secretSettings = [] }: Of): readonly string[] =>
  secretSettings.filter((name) => settings[name] === masked)

/** What is wrong with the settings of all controllers, without the values of those that are secrets. */
export const settingProblems = (controllers: readonly Controller[], settings: Settings): readonly Problem[] => {
  const values = controllers.flatMap(({ secretSettings = [] }) => secretSettings).map((name) => settings[name]?.trim() ?? '').filter((value) => value !== '')
  return controllers.flatMap((controller) => controller.settingProblems(settings)).map((found) => ({ ...found, message: values.reduce((message, value) => message.replaceAll(value, masked), found.message) }))
}
