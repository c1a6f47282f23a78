import { exploreAll } from '../support/explore/explore-all.ts'
import { mixes } from '../support/explore/mixes.ts'

exploreAll('whatever the order of calls', mixes)
