import t from 'tap'
import { runShard } from './fixtures/troubled-lives.ts'

runShard(t, 2)
