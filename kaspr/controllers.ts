import { controllers as allControllers } from '../hooks/index.ts'
import { KasprApp } from '../hooks/kaspr/kasprapp/resource.ts'
import type { CompositeController, Controller } from '../src/kit/controller.ts'
import { isKind } from '../src/kit/resources.ts'

const ofFamily = (controller: Controller): controller is CompositeController =>
  controller.type === 'composite' && controller.parent.group === KasprApp.group

/** Controllers of the six kinds that kaspr-operator had, apps first. */
export const controllers: readonly CompositeController[] = allControllers.filter(ofFamily)

/** Controllers of what joins an app by its label. */
export const componentControllers: readonly CompositeController[] = controllers.filter(({ parent }) => !isKind(parent, KasprApp))
