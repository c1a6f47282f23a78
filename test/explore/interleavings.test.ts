import { exploreAll } from './explore-all.ts'
import { mixes } from './mixes.ts'

exploreAll('whatever the order of calls', mixes)
