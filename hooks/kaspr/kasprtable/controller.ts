import { componentController } from '../component/controller.ts'
import { readTable } from '../component/readers.ts'
import { table } from './definition.ts'

export const kasprTable = componentController(table, readTable)
