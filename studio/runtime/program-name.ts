/** Names of programs: what the definition of a HookProgram allows, and nothing that a path or a header could be made of. */
export const isProgramName = (name: string): boolean => /^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/.test(name)

/** Name of the controller that answers for a program. */
export const controllerPrefix = 'studio-'

/** The program of a controller; undefined for controllers that are none of ours. */
export const programOfController = (controller: string): string | undefined => {
  const name = controller.startsWith(controllerPrefix) ? controller.slice(controllerPrefix.length) : ''
  return isProgramName(name) ? name : undefined
}
