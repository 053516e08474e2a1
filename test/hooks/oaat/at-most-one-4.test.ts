import t from 'tap'
import { runShard } from './histories/suite.ts'

runShard(t, { from: 75001, histories: 25_000, strictSlot: 'sometimes', travels: false })
