import { hooksOf } from '../guard/invoke.ts'
import type { Controller } from '../kit/controller.ts'
import { isResource, resourcesOf } from '../kit/resources.ts'
import { code, page, prose, table } from './markdown.ts'
import { controllerBlocks, resourcePagePath } from './resource-page.ts'

/** The index of the reference: resources, controllers, and the controllers of kinds that are not ours. */
export const indexPage = (controllers: readonly Controller[]): string => page([
  '# Reference',
  'Made from the definitions under `hooks/`.',
  '## Resources',
  table(['Kind', 'API', 'What it is'], resourcesOf(controllers).map((resource) => [
    `[${resource.kind}](${resourcePagePath(resource)})`,
    code(resource.apiVersion),
    prose(firstSentence(resource.description)),
  ]), 'There are none.'),
  '## Controllers',
  table(['Name', 'Type', 'Parent', 'Children', 'Hooks'], controllers.map((controller) => [
    code(controller.name),
    controller.type,
    controller.parent.kind,
    controller.children.map(({ kind }) => kind.kind).join(', '),
    hooksOf(controller).join(', '),
  ]), 'There are none.'),
  ...controllers.filter(({ parent }) => !isResource(parent)).flatMap(controllerBlocks),
  '## More',
  '- [Registration with Metacontroller](registration.md)\n- [Error codes](errors.md)\n- [Metrics](metrics.md)',
])

const firstSentence = (text: string): string => /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text
