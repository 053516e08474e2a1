import t from 'tap'
import { runShard } from './fixtures/no-loss.ts'

runShard(t, 2)
