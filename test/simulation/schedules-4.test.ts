import t from 'tap'
import { runShard } from './schedules/suite.ts'

runShard(t, 4)
