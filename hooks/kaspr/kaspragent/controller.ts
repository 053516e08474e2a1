import { componentController } from '../component/controller.ts'
import { readAgent } from '../component/readers.ts'
import { checksTables } from '../component/table-references.ts'
import { agent } from './definition.ts'

export const kasprAgent = componentController(agent, readAgent, checksTables)
