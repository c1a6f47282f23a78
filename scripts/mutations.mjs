// Removes, one at a time, each rule that a promise rests on, and tells which tests then fail. Exits 1 if none does for some rule.
//
//   npm run prove:mutations                    the tests nearest to the rule first, the exploration with thousands of schedules last
//   npm run prove:mutations -- brake witness   only the rules whose names contain one of these
//   npm run prove:mutations -- --explored      the rules behind what once went wrong, only by the worlds that reach them
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { boundsMutations } from './bounds-mutations.mjs'
import { exploredMutations } from './explored-mutations.mjs'
import { loadMutations } from './load-mutations.mjs'

const root = join(import.meta.dirname, '..')

/** What is removed, in which file, which tests are asked, and how. */
const mutations = [
  ...[
    [
      'in the second look',
      'src/apply/finish-removals.ts',
      '!(await isGone(run, member.instance, deletionsIn(looked)))',
      '(await run.cloud.instance(member.instance.id)) !== null',
    ],
    [
      'right before its delete',
      'src/apply/take-away.ts',
      'if (last.now === null) await needGone(run, instance, { since })',
      '',
    ],
    [
      'by its delete',
      'src/apply/take-away.ts',
      "if (removed === 'absent' && !isAsked) await needGone(run, instance, { since })",
      '',
    ],
    [
      'by the delete of what was made',
      'src/apply/take-away.ts',
      "if (removed === 'absent') await needGone(run, made, { since: made.created })",
      '',
    ],
    [
      'beside another that is to go',
      'src/apply/finish-removals.ts',
      "if (said !== null && hold.reason === 'taken-by-another-run') await needOthersGone(run, looked)",
      '',
    ],
    [
      'where its place is to be filled',
      'src/apply/replace-member.ts',
      'await isGone(run, instance, told).catch((error: unknown) => lookFailed(add, error))',
      '(await run.cloud.instance(instance.id)) === null',
    ],
    [
      'and was given back: its place',
      'src/apply/keep-place.ts',
      "error.code === 'blind'",
      "error.code === 'stopped'",
    ],
    [
      'after a deletion of its label',
      'src/fleet/sight/witnesses.ts',
      "(a) => a.instance === id && a.action === 'delete' && !a.failed",
      "(a) => a.action === 'delete' && !a.failed && id > 0",
    ],
  ].map(([where, ...rest]) => [`an instance that the token does not show, ${where}`, ...rest]),
  [
    'a dead member that a person has taken, and that is not gone',
    'src/apply/reconcile.ts',
    '(applied.hold ?? keptFor(replaced))',
    'applied.hold',
  ],
  [
    'a half pause and a paid hour in what status says of a drain',
    'src/fleet/report/who-ends.ts',
    'force: false, wait: false',
    'force: true, wait: false',
  ],
  [
    'who ends a drain once a pause is over',
    'src/fleet/report/who-ends.ts',
    'nb.tags.filter((tag) => !isPauseTag(tag, name))',
    'nb.tags',
  ],
  [
    'a paid hour in the hold that stands',
    'src/fleet/plan/standing-hold.ts',
    'force: false, wait: false',
    'force: true, pausable: true, wait: false',
  ],
  [
    'a cooldown that is no hold that stands',
    'src/fleet/plan/standing-hold.ts',
    'planRequest(fleet, withoutCooldowns(policy), request, now)',
    'planRequest(fleet, policy, request, now)',
  ],
  [
    'what check says of the next reconcile while every run is refused',
    'src/check/check-count.ts',
    'const [refusal = null] = [...accountProblems(fleet, policy), ...planProblems(fleet, plan)]',
    'const refusal = planProblems(fleet, plan)[0] ?? null',
  ],
  [
    'what check says of the next reconcile, by its plan',
    'src/check/check-count.ts',
    "const created = countOf('add', next)",
    'const created = min - n',
  ],
  [
    'members that check has not seen',
    'src/check/check-count.ts',
    'doubts.some((doubt) => doubt.blind)',
    'doubts.length < 0',
  ],
  [
    'a check of a config that was not found',
    'src/check/check-account.ts',
    "if (configs.length === 0) return ok('health-check'",
    "if (configs.length < 0) return ok('health-check'",
  ],
  [
    'room for a type that does not exist',
    'src/check/check-fleet.ts',
    "found.kind === 'unknown' || found.value",
    "found.kind !== 'never'",
  ],
  [
    'what a create lacks beside the other mistakes of a profile',
    'src/profile/parse-profile.ts',
    'inOrder([...all, ...lacking])',
    'inOrder(all)',
  ],
  [
    'whoever opens the account refuses what a create lacks, with its lines',
    'src/opening/open-fleet.ts',
    '  refuseUnready(profile)\n',
    '',
  ],
  [
    'mistakes of the profile and of the environment in one error',
    'src/opening/all-or-told.ts',
    'new ProfileError(wrong.path, wrong.problems, lines)',
    'wrong',
  ],
  [
    'a wait that the API asks for and that is longer than a minute',
    'src/linode/api-error.ts',
    'Number(asked) > 60',
    'Number(asked) < 0',
  ],
  [
    'a list of something else than objects',
    'src/linode/list.ts',
    'rows.length < data.length',
    'rows.length > data.length',
  ],
  [
    'a place whose member is seen by an old list alone',
    'src/fleet/sight/owed-places.ts',
    '&& !bare.has(id)',
    '',
  ],
  [
    'the place of a dead member that is kept until somebody is in it',
    'src/apply/replace-member.ts',
    "isDone(removal.journal.outcome(), 'put-back')",
    '!run.stop.aborted',
  ],
  [
    'a put-back that is sent again over what a person has set',
    'src/apply/put-back.ts',
    'if (then.mode !== now.mode || then.label !== now.label)',
    'if (then.id < 0)',
  ],
  [
    'a detach that is sent again for what was pointed elsewhere',
    'src/apply/take-away.ts',
    '    refuseMoved(now, backend)\n    const why = await spared(now)',
    '    const why = await spared(now)',
  ],
  [
    'a drain that is sent again for a machine that a person has taken',
    'src/apply/take-away.ts',
    'const why = instance === undefined ? null :',
    'const why = instance !== undefined ? null :',
  ],
  [
    'an attach that is sent again for a machine that a person has taken',
    'src/apply/attach-backend.ts',
    "if (next === 'send') await member.still()",
    '',
  ],
  [
    'tags that are sent again over what came meanwhile',
    'src/apply/change-tags.ts',
    "if (sameTags(tags, now)) return 'send'",
    "if (tags.length >= 0) return 'send'",
  ],
  [
    'tags of an instance that are sent again over what came meanwhile',
    'src/apply/retag-member.ts',
    "if (then !== null && sameTags(then.tags, now.tags) && then.label === now.label) return 'send'",
    "if (then !== null) return 'send'",
  ],
  [
    'a backend node that a person has changed before an adoption',
    'src/commands/adopt/adopt.ts',
    'if (why !== null) return why',
    'if (why === "") return why',
  ],
  [
    'the number and the room of an adoption that a person has thought about',
    'src/commands/adopt/adopt.ts',
    'isDone && !flags.yes ?',
    'isDone && flags.labels.length > 99 ?',
  ],
  [
    'a rival that is given way to by what serves',
    'src/apply/yield-member.ts',
    'if (nodes === null || nodes.some(',
    'if (nodes !== null && nodes.every(',
  ],
  ['adopted and given up', 'src/apply/rivals.ts', ' || journal.isAdopted', ''],
  [
    'a renewal taken for a lost create',
    'src/apply/create-instance.ts',
    ' && placeOf(found.tags) === placeOf(moreTags)',
    '',
  ],
  ...[
    [
      'beside another fleet of the same name',
      'if (!strangers.some((i) => i.tags.some(isNamesake)))',
      'if (name)',
    ],
    ['that is a member', 'ids.has(instance) || left.has(label)', 'left.has(label)'],
    ['that has left a backend node', 'ids.has(instance) || left.has(label)', 'ids.has(instance)'],
  ].map(([what, find, put]) => [
    `whose a new member is that failed ${what}`,
    'src/fleet/sight/strangers.ts',
    find,
    put,
  ]),
  ...[
    ['it is nobody’s', 'hosts?.trusted === true', 'hosts?.trusted === false'],
    ['nothing is checked there', 'c.id === config && !c.checked', 'c.id === config && c.id < 0'],
    ['its label is old', 'ageOf(since, now) <= longest', 'ageOf(since, now) >= 0'],
    ['its last create is old', 'now - made <= longest', 'made <= now'],
    ['it is a second one', 'second !== true &&', ''],
  ].map(([what, find, put]) => [
    `a backend node without an instance is nobody who comes where ${what}`,
    'src/fleet/sight/unseen-creates.ts',
    find,
    put,
  ]),
  [
    'an address in a VPC is believed for a while only',
    'src/linode/addressing.ts',
    'now - known.at < BELIEVED_FOR',
    'now >= known.at',
  ],
  [
    'an address in a VPC is read again where backend nodes do not match',
    'src/linode/addressing.ts',
    'known !== undefined && isPlaced &&',
    'known !== undefined &&',
  ],
  ...[
    ['while it is waited for', 'src/apply/await-members.ts', 'if (taken !== null) {'],
    ['before it has an address', 'src/apply/add-member.ts', 'if (taken !== null) {'],
  ].map(([when, file, find]) => [
    `a machine that a person takes ${when}`,
    file,
    find,
    'if (taken?.detail === "") {',
  ]),
  [
    'a machine that a person has taken before it is attached',
    'src/apply/attach-members.ts',
    'if (now !== null && taken === null) return true',
    'if (now !== null) return true',
  ],
  [
    'a machine that a person has given another number',
    'src/apply/why-taken.ts',
    'return now.label === label ? null',
    'return now.label !== "" ? null',
  ],
  ['the dead whose replacement a person has taken', 'src/apply/replace-member.ts', ' || add.isGivenUp', ''],
  [
    'repairs that rest on an old look',
    'src/apply/apply-plan.ts',
    'parts.length > 0 && !run.stop.aborted && isStale(run, seen)',
    'parts.length < 0',
  ],
  [
    'a leftover that a person has changed since the look',
    'src/apply/why-changed.ts',
    'if (!isSame)',
    'if (now.id < 0)',
  ],
  [
    'a second backend node that a person has changed since the look',
    'src/apply/tidy-leftovers.ts',
    'if (changed !== null || own === null) return changed',
    'if (own === null) return null',
  ],
  [
    'a second backend node beside one that is waited for, changed since the look',
    'src/apply/await-members.ts',
    'if (spared(now) === null) await',
    'if (now !== null) await',
  ],
  [
    'whoever is UP somewhere is trimmed by the step',
    'src/fleet/plan/plan-reconcile.ts',
    'return young(census).filter((c) => c.servesOn.length === 0)',
    'return young(census)',
  ],
  [
    'a drain that another run has begun too early',
    'src/fleet/plan/plan-removal-again.ts',
    '(isOwnDrain ? own : begunTooEarly(of, { first: first.fleet, again }, paced))',
    '(isOwnDrain ? own : null)',
  ],
  [
    'what another run could see when it began its drain',
    'src/fleet/plan/hindsight.ts',
    'unseenAtFirst({ first, again })',
    'again',
  ],
  [
    'whoever was UP somewhere is trimmed by the cooldown at the second look',
    'src/fleet/plan/plan-removal-again.ts',
    'upOn(m, first.fleet).length > 0',
    'upOn(m, first.fleet).length < 0',
  ],
  [
    'whom somebody works on is chosen by nobody',
    'src/fleet/sight/member-state.ts',
    "if (isWorkedOn(member.instance)) return 'not-running'",
    "if (member.label === '') return 'not-running'",
  ],
  [
    'whom somebody works on in its drain is put back',
    'src/fleet/sight/member-state.ts',
    'heldBecause(member, policy) ?? keptByStatus(now, was)',
    'heldBecause(member, policy)',
  ],
  [
    'whom somebody works on right before its delete is kept',
    'src/apply/take-away.ts',
    'whyNotDelete(now, instance, run.policy) ?? keptByStatus(now, instance)',
    'whyNotDelete(now, instance, run.policy)',
  ],
  [
    'who is UP on one config is no suspect',
    'src/fleet/sight/member-state.ts',
    'return isDown(member, fleet) && upOn(member, fleet).length === 0',
    'return isDown(member, fleet)',
  ],
  [
    'the gate before a drain of who is UP on one config',
    'src/apply/gate.ts',
    "if (on.length === 0 || reason.kind === 'refresh') return permit()",
    'if (on.length >= 0) return permit()',
  ],
  [
    'the gate before a delete of who is UP on one config',
    'src/apply/gate.ts',
    'if (on.length > 0)\n      throw new Refused(`${instance.label} takes',
    'if (on.length < 0)\n      throw new Refused(`${instance.label} takes',
  ],
  [
    'the last one that is UP on a config',
    'src/fleet/plan/room.ts',
    'if (isLast(counted, left)) return false',
    'if (isLast(counted, left) && left.members < 0) return false',
  ],
  [
    'the look right before the drain of a dead member',
    'src/apply/take-away.ts',
    "if (reason.kind === 'replacement' && now.health === 'up')",
    "if (reason.kind === 'replacement' && now.mode === '')",
  ],
  [
    'who was watched being dead and is UP in its drain',
    'src/fleet/plan/plan-reconcile.ts',
    '!hasRecovered(c, request, fleet) && ',
    '',
  ],
  [
    'a protect tag in large letters',
    'src/fleet/sight/protected-by.ts',
    'tag.toLowerCase() === protectTag.toLowerCase()',
    'tag === protectTag',
  ],
  [
    'a former port beside a new one whose mark is taken off',
    'src/fleet/plan/plan-repairs.ts',
    'staleBecause(c.member) === null,',
    'c.member.number >= 0,',
  ],
  [
    'who is well and was left drained at min = max',
    'src/fleet/plan/plan-reconcile.ts',
    "return request.action === 'follow' || isOwn(c, request)",
    "return request.action !== 'scale-in' || isOwn(c, request)",
  ],
  [
    'the place of one that a reconcile has deleted at min = max',
    'src/apply/is-left-empty.ts',
    '(gone > 0 && size.total',
    '(gone > 99 && size.total',
  ],
  [
    'the place of a dead one that is kept at max',
    'src/fleet/plan/plan-replacement.ts',
    'if (size.total < size.max) return',
    'if (size.total < 1e9) return',
  ],
  [
    'the place of one that is finished, which is filled by the same run',
    'src/apply/is-left-empty.ts',
    'return isKept ||',
    'return (isKept && gone > 99) ||',
  ],
  [
    'a place that is kept for nobody at max',
    'src/fleet/plan/pay-places.ts',
    '...places.owed.slice(room)',
    '...places.owed.slice(room + 99)',
  ],
  [
    'half of a drain, which is no removal',
    'src/fleet/sight/member-state.ts',
    'return drained === undefined || open === undefined',
    'return drained === undefined || open !== drained',
  ],
  [
    'a list that is older than one of two drains, which is no person’s act',
    'src/apply/finish-removals.ts',
    'isWhole(now, unseen) ? null :',
    'now.number < 0 ? null :',
  ],
  [
    'what a person has set at a former port',
    'src/fleet/sight/member-state.ts',
    "|| b.mode !== 'drain')",
    ')',
  ],
  ...[
    [
      'what is read again',
      'src/linode/call.ts',
      'it.again === undefined || (await it.again())',
      'it.again !== null',
    ],
    ['a pause', 'src/apply/take-away.ts', 'hold === null || isGone ?', 'hold !== undefined ?'],
    [
      'a drain that a person changes',
      'src/apply/take-away.ts',
      '{ until, again })',
      "{ until, again: async () => 'send' })",
    ],
  ].map(([what, ...rest]) => [`a write that was turned away, without ${what}`, ...rest]),
  [
    'an instance that was read long before its delete',
    'src/apply/take-away.ts',
    'run.clock.monotonic() - begun > SOON',
    'run.clock.monotonic() < begun',
  ],
  ...[
    ['made after the drain', 'if (instance.created > since)', 'if (instance.created < 0)'],
    ['of another fleet', 'if (other !== undefined) return', 'if (other === "") return'],
    [
      'beside the living member',
      'if (namesake !== undefined && namesake.created <= since)',
      'if (namesake === null)',
    ],
    ['after a deletion', 'if (isDeletedSince(sighting.activity, label, since))', 'if (label === "")'],
    [
      'that nothing speaks for',
      'if (!tags.includes(policy.fleetTag)) return now === label || made === id',
      'if (id > 0) return true',
    ],
    ['that a person has attached there', 'if (by !== undefined)', 'if (by?.id === 0)'],
    ['whose label another one was made under', '&& !isAnother', ''],
  ].map(([what, find, put]) => [
    `a drain of ours at a stranger ${what}`,
    'src/fleet/sight/strayed.ts',
    find,
    put,
  ]),
  [
    'a renamed member that is given back its drain',
    'src/fleet/sight/strayed.ts',
    'return memberNumber(policy.name, now) === null &&',
    'return false &&',
  ],
  [
    'a drain that a person has pointed elsewhere',
    'src/apply/fate-of-drain.ts',
    'is === null || is.address === was.address ? [] : [is]',
    'is === null || is.id > 0 ? [] : [is]',
  ],
  [
    'a second look that is older than the drain',
    'src/apply/finish-removals.ts',
    'withDrained(now, unseen)',
    'now',
  ],
  [
    'a label that went to a stranger is no other run’s',
    'src/apply/why-displaced.ts',
    'if (!isOwned(by, policy)) return',
    'if (policy.name.length < 0) return',
  ],
  [
    'what this run has attached and no list shows is not lost',
    'src/apply/await-members.ts',
    '...(await unlisted(run, instance.id, look.backends))',
    '',
  ],
  [
    'what this run has attached and somebody has pointed elsewhere',
    'src/apply/await-members.ts',
    'o.id === b.id && o.address !== b.address',
    'o.id === b.id && b.id < 0',
  ],
  [
    'what this run has made and no list shows',
    'src/apply/own-work.ts',
    'if (instances.length + nodes.length === 0) return seen',
    'if (nodes.length >= 0) return seen',
  ],
  [
    'what gives way and serves by a backend node that no list shows',
    'src/apply/yield-member.ts',
    '...(await unlisted(run, id, listed))',
    '',
  ],
  [
    'an address that is taken may be by an attach whose answer was lost',
    'src/apply/attach-backend.ts',
    "'incomplete', 'address-taken'] as const",
    "'incomplete'] as const",
  ],
  [
    'a label that went to a member which was there before',
    'src/fleet/plan/surplus.ts',
    'if (known !== undefined && known.label !== by.label) return false',
    '',
  ],
  [
    'a label that went to a member which is older than the look',
    'src/fleet/plan/surplus.ts',
    'return by.created > fleet.observedAt - LONGEST_LAG - since',
    'return by.created > since - LONGEST_LAG',
  ],
  [
    'a member that was there before, taken for a lost create',
    'src/apply/create-instance.ts',
    'isNew && isOwned',
    'isOwned',
  ],
  [
    'the place of a dead member whose label went to a stranger',
    'src/apply/replace-member.ts',
    'if (add.displacedBy === null) return came',
    'if (add.isUndone || !add.isUndone) return came',
  ],
  [
    'the place of a dead member that somebody else took away',
    'src/apply/replace-member.ts',
    'else await fillPlace(run, planned, pair)',
    'else pair.add.skipRest(STAYS)',
  ],
  [
    'no room for two in the place of a dead member',
    'src/apply/replace-member.ts',
    'if (hasRoom(run, planned, fleet)) await addOne',
    'if (fleet.members.length >= 0) await addOne',
  ],
  [
    'the place of whoever goes first and that somebody else took away',
    'src/apply/refresh-members.ts',
    'applied.hold !== null && !(await isPlaceLeft(run, now, applied.hold))',
    'applied.hold !== null',
  ],
  [
    'another fleet’s growth that calls no removal off',
    'src/fleet/plan/plan-removal-again.ts',
    '...again.strangers.map((i) => i.id),',
    '',
  ],
  [
    'a member that cannot be marked and is held',
    'src/fleet/sight/member-state.ts',
    'return canBeMarked(member.label)',
    'return member.label.length > 0',
  ],
  ['a mark that is read as no former port', 'src/fleet/model/mark.ts', '|| MARKED.test(nodeLabel)', ''],
  [
    'a mark that is read again',
    'src/fleet/model/mark.ts',
    'formerOf(former)?.label === label',
    'former.length > 0',
  ],
  [
    'what takes over where there is hardly room',
    'src/fleet/model/mark.ts',
    'memberNumber(name, label) !== null && !hasRoom(label) ? label : null',
    'null',
  ],
  [
    'no new port beside one that nothing takes away',
    'src/fleet/plan/plan-repairs.ts',
    'member.former.length > 0 && !canBeMarked(member.label)',
    'member.former.length < 0',
  ],
  [
    'strangers and unseen creates beside a renewal',
    'src/fleet/plan/refresh-verdicts.ts',
    'max - total - beside',
    'max - total',
  ],
  [
    'strangers that hold a refresh',
    'src/fleet/plan/refresh-verdicts.ts',
    'const holds = wanted > 0 && v.allowed === 0',
    'const holds = wanted < 0',
  ],
  [
    'what is read again after the minute in which nothing dates',
    'src/apply/tidy-leftovers.ts',
    ': whyChanged(backend, now)',
    ': null',
  ],
  [
    'the minute that begins when the look has ended',
    'src/apply/tidy-leftovers.ts',
    'seen.ended + LISTS_LAG',
    'seen.begun + LISTS_LAG',
  ],
  [
    'an old deletion that dates nothing',
    'src/fleet/sight/judge-leftover.ts',
    '&& observedAt - gone < SOONEST_REUSE',
    '',
  ],
  [
    'a drain on a port that was left, at who is no member any more',
    'src/fleet/report/unfinished.ts',
    ' || isFormerDrain(b, policy)',
    '',
  ],
  [
    'the name of what is gone while a run waits',
    'src/apply/look-at-members.ts',
    "if (!isCode(error, 'not-found')) throw error",
    'throw error',
  ],
  [
    'what was gone before its drain',
    'src/apply/remove-members.ts',
    "if (isVain) journal.skip(step, 'nothing of it was drained')",
    "if (marked.length < 0) journal.skip(step, 'nothing of it was drained')",
  ],
  [
    'whoever was to take a place and is no member any more',
    'src/apply/finish-removals.ts',
    'said === null ? whyUnpaired(looked, now, run.policy) : null',
    'null',
  ],
  [
    'a drain that nobody has undone',
    'src/apply/fate-of-drain.ts',
    "isBack ? 'it does not leave any more: somebody put it back' : STILL_DRAINED",
    "'it does not leave any more: somebody put it back'",
  ],
  [
    'a young one that serves and has nobody to give way to',
    'src/fleet/sight/gone-by-hand.ts',
    'return isRivaled || !isInService(m, first)',
    'return true',
  ],
  [
    'what a run has deleted itself, in a list that lags',
    'src/linode/own-deletions.ts',
    'listed.some((row) => gone.has(row.id)) ? listed.filter((row) => !gone.has(row.id)) : listed',
    'listed',
  ],
  [
    'a deletion of its own that the events do not tell yet',
    'src/linode/own-deletions.ts',
    'label === undefined || told.has(instance)',
    'label !== undefined',
  ],
  [
    'nobody found to delete, which proves nothing',
    'src/linode/one-instance.ts',
    ": removed === 'deleted')",
    ': removed !== null)',
  ],
  [
    'the address of what is drained',
    'src/apply/take-away.ts',
    'if (now.address !== address)',
    'if (now.id < 0)',
  ],
  [
    'the rest of a scale-in that plans again',
    'src/apply/request-again.ts',
    'request.size.n - gone',
    'request.size.n',
  ],
  [
    'the label that a renewal took',
    'src/apply/add-member.ts',
    'journal.replaces === null && replacedBy(by.tags) !== null',
    'false',
  ],
  [
    'a leaver of before that forgives no place',
    'src/fleet/plan/pay-places.ts',
    ': freshOf(smaller).length',
    ': smaller.length',
  ],
  [
    'a pair is one member',
    'src/fleet/sight/census.ts',
    'const all = withPairs(each, fleet, policy, now)',
    'const all = each',
  ],
  [
    'a profile that has gone back ends a pair',
    'src/fleet/sight/pairs.ts',
    '&& renewalReason(old.instance, policy, now) === null',
    '&& now < 0',
  ],
  [
    'a version of the spec keeps its defaults',
    'src/profile/spec-material.ts',
    'const defaults = versions.get(version)',
    'const defaults = versions.get(Math.max(...versions.keys()))',
  ],
  [
    'adopt by label after a lost answer',
    'src/apply/create-instance.ts',
    'lost === null ? null : firstTry, moreTags',
    'null, moreTags',
  ],
  [
    'the fresh plan before a delete',
    'src/apply/finish-removals.ts',
    'const next = planRemovalAgain(first, again.fleet, run.policy)',
    'const next = first.plan',
  ],
  [
    'the cooldown from events',
    'src/fleet/sight/last-changes.ts',
    'return (fleet.activity ?? []).filter((a) => a.action === action && !a.failed)',
    'return []',
  ],
  [
    'the brake',
    'src/fleet/sight/census.ts',
    'mostDown: down.of >= 3 && down.count * 2 > down.of',
    'mostDown: false',
  ],
  [
    'our mark on a drain',
    'src/apply/remove-members.ts',
    'const label = markedLabel(member.label, apiNow(run, seen))',
    'const { label } = step.backend',
  ],
  [
    'finishing a drain that a dead run began',
    'src/fleet/plan/plan-scale-in.ts',
    'census.mostDown ? [] : take(downFirst(due), wanted, room)',
    '[]',
  ],
  [
    'the clean-up of doubled backend nodes',
    'src/fleet/sight/assemble-fleet.ts',
    "...seconds.map((backend): Leftover => ({ backend, why: 'second' })),",
    '',
  ],
  [
    '`created` as a second witness of the cooldown',
    'src/fleet/sight/last-changes.ts',
    'for (const { instance } of fleet.members)',
    'for (const { instance } of fleet.members.slice(fleet.members.length))',
  ],
  [
    'a pause',
    'src/fleet/plan/plan-request.ts',
    'planPaused(fleet, policy, request, now) ??',
    'planPaused(fleet, policy, { ...request, force: true, pausable: false }, now) ??',
  ],
  ['a number that was freed is not used again', 'src/fleet/plan/free-numbers.ts', '&& !freed.has(n)', ''],
  [
    'events read after the list',
    'src/linode/observe.ts',
    'readEvents(reader, seenAt - reader.eventWindow),',
    'early,',
    'const [instances, nodeBalancers, configs, backends] = await Promise.all([',
    'const early = readEvents(reader, reader.wire.clock.wall() - reader.eventWindow)\nconst [instances, nodeBalancers, configs, backends] = await Promise.all([',
  ],
  [
    'the address that decides whose a backend node is',
    'src/fleet/sight/assemble-fleet.ts',
    'const living = at.get(hostOf(backend.address))',
    'const living = [...at.values()].find((i) => i.label === unmarkedLabel(backend.label))',
  ],
  [
    'the second witness of a leftover',
    'src/fleet/sight/judge-leftover.ts',
    'if (!isOutOfService(backend, label, seen)) return doubt(...whyInDoubt(backend, label, seen))',
    '',
  ],
  [
    'the witness in the answer about an address',
    'src/fleet/sight/judge-leftover.ts',
    'if (!seen.hosts.trusted) {',
    'if (seen.hosts === null) {',
  ],
  [
    'the user who sees everybody, before a leftover',
    'src/fleet/sight/judge-leftover.ts',
    'if (unseen !== null) {',
    'if (host === unseen) {',
  ],
  [
    'the user who sees everybody, right before a leftover is removed',
    'src/apply/tidy-leftovers.ts',
    'return whyUnseen(sees)',
    'return sees === null ? label : null',
  ],
  [
    'not to know who sees what is not to see everything',
    'src/fleet/sight/why-unseen.ts',
    "if (sees === 'all') return null",
    "if (sees !== 'some') return null",
  ],
  [
    'the grants that are asked for where nobody is at an address',
    'src/linode/find-at.ts',
    'isNobodyAtOne ? await whatUserSees(reader) : null',
    "isNobodyAtOne ? 'all' : null",
  ],
  [
    'the stop of a token that sees nobody while all are DOWN',
    'src/fleet/sight/judge-leftover.ts',
    'return !isSomebodySeen &&',
    'return isSomebodySeen && instances.length === 0 &&',
  ],
  [
    'the stop of a token that does not see',
    'src/fleet/refusals/account-problems.ts',
    '...blindProblems(fleet),',
    '',
  ],
  [
    'the label that a mark speaks for',
    'src/fleet/sight/member-state.ts',
    'return isDrained(backend) && unmarkedLabel(backend.label) === label',
    'return isDrained(backend) && label !== ""',
  ],
  ['giving a stale mark back', 'src/fleet/plan/plan-repairs.ts', ': staleBecause(member)', ': null'],
  [
    'giving up what came too many',
    'src/fleet/plan/surplus.ts',
    'return came.slice(wanted).filter((i) => made.has(i.id))',
    'return came.slice(wanted).filter((i) => made.has(i.id) && wanted < 0)',
  ],
  [
    'the second look of who does not wait',
    'src/apply/apply-plan.ts',
    'if (!plan.request.wait) await rivals.lookLater()',
    '',
  ],
  ['the looks of who waits', 'src/apply/await-members.ts', 'await rivals?.look()', ''],
  [
    'the size that was meant, after giving way',
    'src/apply/apply-plan.ts',
    'const request = yielded ? absoluteRequest(plan) : requestAgain(plan, { lost, journals })',
    'const request = requestAgain(plan, { lost, journals })',
  ],
  [
    'the refusal of what is born without the tag',
    'src/apply/refuse-untagged.ts',
    'if (made.tags.includes(run.policy.fleetTag)) return null',
    'if (made.label !== "") return null',
  ],
  [
    'strangers that count against max',
    'src/fleet/plan/check-strangers.ts',
    'const room = Math.max(0, max - total - all.length)',
    'const room = Math.max(0, max - total)',
  ],
  [
    'strangers that count against filling to min',
    'src/fleet/plan/check-strangers.ts',
    'min - serving.length)',
    'min + 0 * serving.length)',
  ],
  [
    'the trim without a cooldown of what never served',
    'src/fleet/plan/plan-reconcile.ts',
    'exempt: surplus.length }',
    'exempt: 0 }',
  ],
  [
    'the whole drain of whom another run drains anew',
    'src/apply/finish-removals.ts',
    'if (change !== undefined && isDrainedAnew(r, change.of)) r.journal.giveUp(BY_ANOTHER_RUN)',
    'if (change === null) r.journal.giveUp(BY_ANOTHER_RUN)',
  ],
  [
    'the name of what a person took',
    'src/fleet/sight/gone-by-hand.ts',
    'a.at + SECOND < first.observedAt + drain',
    'a.at < 0',
  ],
  [
    'a witness that is no member',
    'src/fleet/sight/host-witness.ts',
    'instances.toSorted(',
    'instances.filter((i) => isOwned(i, policy)).toSorted(',
  ],
  [
    'the instance whose drained backend node a person took away',
    'src/apply/take-away.ts',
    'if (now !== null && vanished.length > 0 &&',
    'if (now === null && vanished.length > 0 &&',
  ],
  [
    'a place that is not taken while a stale mark is taken off',
    'src/fleet/sight/census.ts',
    'return fresh !== undefined && fresh.inService && staleBecause(fresh.member) === null',
    'return fresh !== undefined && fresh.inService',
  ],
  [
    'the instance that is asked for before it is attached',
    'src/apply/attach-members.ts',
    'if (now !== null && taken === null) return true',
    'if (id > 0) return true',
  ],
]

const nearest = [
  ...mutations.map(([name, file, ...changes]) => [name, file, null, ...changes]),
  ...loadMutations,
  ...boundsMutations,
].map(([name, file, tests, ...texts]) => ({ name, tests, changes: pairsOf(file, texts) }))

const given = process.argv.slice(2)
const isExplored = given.includes('--explored')
const chosen = given.filter((g) => g !== '--explored')
const found = (isExplored ? exploredMutations : nearest)
  .filter(({ name }) => chosen.length === 0 || chosen.some((c) => name.includes(c)))
  .map(tryOut)
process.exitCode = found.every((failing) => failing.length > 0) ? 0 : 1

/** What is replaced by what, from a list in which the two take turns. */
function pairsOf(file, texts) {
  return texts.flatMap((from, i) => (i % 2 === 0 ? [{ file, from, to: texts[i + 1] }] : []))
}

function tryOut({ name, tests, mix, changes }) {
  const folder = mkdtempSync(join(tmpdir(), 'mutation-'))
  try {
    copyTo(folder)
    for (const change of changes) apply(folder, name, change)
    const failing = firstFailing(folder, stagesOf({ tests, mix, changes }))
    console.log(
      `${failing.length > 0 ? 'noticed' : 'NOT NOTICED'}: without ${name} (${failing.length === 0 ? 'no test fails' : 'among others'})`,
    )
    for (const test of failing.slice(0, 3)) console.log(`    ${test}`)
    return failing
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function copyTo(folder) {
  for (const part of [
    'src',
    'test',
    'examples',
    'docs',
    'scripts',
    'package.json',
    'vitest.config.mts',
    'README.md',
  ])
    cpSync(join(root, part), join(folder, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
}

function apply(folder, name, { file, from, to }) {
  const text = readFileSync(join(folder, file), 'utf8')
  if (!text.includes(from)) throw new Error(`${file} has no longer what is removed for "${name}"`)
  writeFileSync(join(folder, file), text.replace(from, to))
}

/** Which tests are asked one after the other, and with how many schedules: the nearest ones are quick, and most rules are theirs. */
function stagesOf({ tests, mix, changes: [{ file }] }) {
  const schedules = Number(process.env.SCHEDULES ?? 1500)
  if (isExplored) return [100, schedules].map((n) => [['test/explore/worlds.test.ts', '-t', mix], n])
  if (tests !== null) return [[tests, schedules]]
  const explored = [100, schedules].map((n) => [['test/explore'], n])
  const near = dirname(file.replace(/^src/, 'test'))
  const usual = [['test/fleet', 'test/apply', 'test/linode'], ['test/commands']]
  return [...(existsSync(join(root, near)) ? [[near]] : []), ...usual]
    .map((some) => [[some].flat(), 100])
    .concat(explored)
}

/** What the first stage that notices anything names. */
function firstFailing(folder, stages) {
  for (const [tests, schedules] of stages) {
    const failing = failingTests(folder, tests, schedules)
    if (failing.length > 0) return failing
  }
  return []
}

function failingTests(folder, tests, schedules) {
  const report = join(folder, 'report.json')
  rmSync(report, { force: true })
  const args = ['vitest', 'run', ...tests, '--passWithNoTests', '--bail=3']
  spawnSync('npx', args, {
    cwd: folder,
    env: { ...process.env, TEST_REPORT: report, SCHEDULES: String(schedules) },
  })
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
  const broken = testResults
    .filter((f) => f.status === 'failed' && f.assertionResults.length === 0)
    .map((f) => f.name)
  const failed = testResults.flatMap((f) => f.assertionResults).filter((t) => t.status === 'failed')
  return [...broken, ...failed.map((t) => t.fullName)]
}
