import { componentController } from '../component/controller.ts'
import { readTask } from '../component/readers.ts'
import { checksTables } from '../component/table-references.ts'
import { task } from './definition.ts'

export const kasprTask = componentController(task, readTask, checksTables)
