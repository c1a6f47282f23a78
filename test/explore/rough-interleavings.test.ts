import { exploreAll } from '../support/explore/explore-all.ts'
import { roughMixes } from '../support/explore/mixes.ts'

exploreAll('whatever the order of calls, and whatever goes wrong', roughMixes)
