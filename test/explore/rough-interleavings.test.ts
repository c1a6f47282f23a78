import { exploreAll } from './explore-all.ts'
import { roughMixes } from './mixes.ts'

exploreAll('whatever the order of calls, and whatever goes wrong', roughMixes)
