/** Seeds that were red once, by the mix: they are tried first, however few schedules are asked for. */
export const knownSeeds: Readonly<Record<string, readonly number[]>> = {
  'a person who does anything that Cloud Manager offers': [265, 2178, 2226, 10147, 19194],
  'a dead member in a fleet of fixed size': [98],
  'the kind of backend changes in the profile': [539],
  'a person at work, with kills and late events': [466],
  'the same on two configs, with kills': [4609, 10552],
  'the same beside a fleet of the same name': [106, 7341, 10054],
  'members are renewed while a person is at work': [694, 1348, 2115, 5422, 5701, 7456, 14091],
  'a person takes whom runs remove': [5325, 5781, 8594, 17297],
  'lists that lag, with a person and kills': [480],
  'the NodeBalancer is deleted while members are renewed, with kills': [19635],
  'one that a person drained serves by a second backend node': [1168],
  '3 scale-out and 3 scale-in, a person at work, health that blips': [150, 517, 2514, 14528],
  '3 reconciles of a dead member': [9430],
  '3 reconciles of a dead member with kills': [1255],
  'runs and reconciles, a person pauses meanwhile': [719],
}
