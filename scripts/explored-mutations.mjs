const sight = (name) => `src/fleet/sight/${name}.ts`
const plan = (name) => `src/fleet/plan/${name}.ts`
const apply = (name) => `src/apply/${name}.ts`

const PERSON = 'a person who does anything|the same on two configs'
const AIMED = 'a person takes whom runs remove'
const BLIND = 'the token loses sight'
const LATE = 'lists that lag'
const TURNED = 'writes are turned away'

/** Rules behind what once went wrong, and the worlds that find it again without them: more than one place where a second rule would save it. */
export const exploredMutations = [
  rule('what a person drained stays', PERSON, [
    [
      sight('member-state'),
      '!isOpen(b, places) && !isDrained(b))',
      '!isOpen(b, places) && !isDrained(b) && b.id < 0)',
    ],
    [apply('take-away'), 'if (!isOpen(now, run.policy))', 'if (now.id < 0)'],
  ]),
  rule('the label that a mark speaks for', PERSON, [
    [
      sight('member-state'),
      'return isDrained(backend) && unmarkedLabel(backend.label) === label',
      'return isDrained(backend) && label !== ""',
    ],
  ]),
  rule('giving a stale mark back', PERSON, [[plan('plan-repairs'), ': staleBecause(member)', ': null']]),
  rule('the address that decides whose a backend node is', PERSON, [
    [
      sight('assemble-fleet'),
      'const living = at.get(hostOf(backend.address))',
      'const living = [...at.values()].find((i) => i.label === unmarkedLabel(backend.label))',
    ],
  ]),
  rule('the port that makes a backend node the member’s', PERSON, [
    [
      sight('assemble-fleet'),
      'backend.address === backendAddress(address, port))',
      'port < 0 || hostOf(backend.address) === address)',
    ],
  ]),
  rule('the second witness of a leftover', BLIND, [
    [
      sight('judge-leftover'),
      'if (!isOutOfService(backend, label, seen)) return doubt(...whyInDoubt(backend, label, seen))',
      '',
    ],
    [sight('why-unseen'), "if (sees === 'all') return null", "if (sees !== '') return null"],
    [apply('why-changed'), "return now.health === 'up' &&", 'return now.id < 0 &&'],
  ]),
  rule('the stop of a token that does not see', BLIND, [
    ['src/fleet/refusals/account-problems.ts', '...blindProblems(fleet),', ''],
  ]),
  rule('a former port goes when the new one serves', 'the port changes', [
    [plan('plan-repairs'), 'servesByOwn(c.member, fleet) &&', ''],
    [apply('gate'), '(servesByOwn(m, fleet) ? m.backends : nodesOf(m))', 'm.backends'],
  ]),
  rule('the last look at whose an instance is', AIMED, [
    [apply('why-not-delete'), 'if (!isOwned(now, policy))', 'if (now.id < 0)'],
  ]),
  rule('the last look at what was drained', AIMED, [
    [
      apply('take-away'),
      'nodes.some((b) => b !== null && !isLeaving(b, member))',
      'nodes.some((b) => b !== null && b.id < 0)',
    ],
  ]),
  rule('the instance whose drained backend node a person took away', AIMED, [
    [
      apply('take-away'),
      'if (now !== null && vanished.length > 0 &&',
      'if (now === null && vanished.length > 0 &&',
    ],
  ]),
  rule('the fresh plan before a delete', AIMED, [
    [
      apply('finish-removals'),
      'const next = planRemovalAgain(first, again.fleet, run.policy)',
      'const next = first.plan',
    ],
  ]),
  rule('giving back what lost its tag in the drain', AIMED, [
    [
      sight('assemble-fleet'),
      'const stray = strayedMembers(foreign, at, { sighting, policy })',
      'const stray = strayedMembers(foreign, at, { sighting, policy }).slice(0, 0)',
    ],
    [
      apply('finish-removals'),
      'if (there) await putBackAfterAll(run, journal, { label, backends: marked })',
      '',
    ],
  ]),
  rule('a second one that serves beside a person’s drain', 'by a second backend node', [
    [
      sight('own-backend'),
      'if (!stays || takesConnections(first, sighting, policy)) return []',
      'if (first === undefined || first.id >= 0) return []',
    ],
    [apply('tidy-leftovers'), 'return serves ?', 'return serves && own.id < 0 ?'],
  ]),
  rule('a dead one in a fleet of fixed size', 'fixed size', [
    [
      plan('plan-replacement'),
      'const go = victim !== undefined &&',
      'const go = victim !== undefined && census.size.total < census.size.max &&',
    ],
  ]),
  rule('that who is DOWN is no capacity', 'that leaves already', [
    [
      plan('plan-scale-out'),
      'const alive = repairs.leaving.filter(takesPlace)',
      'const alive = repairs.leaving',
    ],
  ]),
  rule('the tag that tells two fleets of one name apart', 'a fleet of the same name', [
    [
      sight('assemble-fleet'),
      '=> instance.tags.includes(policy.fleetTag)\n',
      '=> instance.tags.length >= 0\n',
    ],
  ]),
  rule('strangers that count against max', 'have lost their tag', [
    [
      plan('check-strangers'),
      'const room = Math.max(0, max - total - all.length)',
      'const room = Math.max(0, max - total)',
    ],
  ]),
  rule('strangers that count against filling to min', 'have lost their tag', [
    [plan('check-strangers'), 'min - serving.length)', 'min + 0 * serving.length)'],
  ]),
  rule('the age of what nobody lists', LATE, [
    [sight('judge-leftover'), 'isDated(loose, seen) ? {}', 'loose !== null ? {}'],
  ]),
  rule('what a run has attached itself', LATE, [
    [apply('await-members'), '...(await unlisted(run, instance.id, look.backends))', ''],
    [
      apply('own-work'),
      'if (instances.length + nodes.length === 0) return seen',
      'if (nodes.length >= 0) return seen',
    ],
  ]),
  rule('the witness of a deletion', BLIND, [
    [apply('is-gone'), 'if (unseen === null ||', 'if (id > 0 || unseen === null ||'],
  ]),
  rule('whose the machine is when a drain is sent again', TURNED, [
    [
      apply('take-away'),
      'const why = instance === undefined ? null :',
      'const why = instance !== undefined ? null :',
    ],
  ]),
  rule('the instance that is asked for before it is attached', LATE, [
    [apply('attach-members'), 'if (now !== null && taken === null) return true', 'if (id >= 0) return true'],
  ]),
  rule('what a person has set at a former port', 'the port changes while', [
    [sight('member-state'), "|| b.mode !== 'drain')", ')'],
  ]),
]

function rule(name, mix, changes) {
  return { name, tests: null, mix, changes: changes.map(([file, from, to]) => ({ file, from, to })) }
}
