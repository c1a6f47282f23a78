import { exploreAll } from '../support/explore/explore-all.ts'
import { numberMixes } from '../support/explore/mixes.ts'

exploreAll('whatever number each run chooses', numberMixes)
