import t from 'tap'
import { runShard } from './suite.ts'

runShard(t, 4)
