import * as z from 'zod/mini'
import { file, id, judged, optional, plainText, said, tag, text, whole } from './schema-parts.ts'
import { whyNoKey, whyNoUser } from './ssh-key.ts'

const tags = z.array(tag(), 'expected a list of tags')
const users = z.array(text(1000).check(judged(whyNoUser)), 'expected a list')
const keys = z.array(text(20_000).check(judged(whyNoKey)), 'expected a list')

const flag = () => z.boolean('expected true or false')

const PLAIN = 'expected text, a number, true or false'
const FROM_ENV = z.strictObject({
  env: said(
    z
      .string('expected the name of an environment variable')
      .check(z.regex(/^\w+$/, 'expected the name of an environment variable')),
    'The environment variable that has the value; it is never printed.',
  ),
})

const ONE_TYPE = plainText(64)
const type = z.union([
  ONE_TYPE,
  z
    .array(plainText(64), 'expected a type, or a list of types')
    .check(z.minLength(1, 'name at least one type')),
])

/** `instance:`, sent to POST /linode/instances under the API's own field names. */
export const instanceSchema = z.strictObject({
  region: optional(() => said(plainText(64), "The region of new instances; it must be the NodeBalancer's.")),
  type: optional(() =>
    said(
      type,
      'The type (plan) of new instances, such as g6-nanode-1; or a list, tried in order while the region has no capacity.',
    ),
  ),
  image: optional(() =>
    said(plainText(128), 'The image of new instances, such as linode/debian12 or private/123.'),
  ),
  tags: optional(() =>
    said(tags, 'Your own tags, for Prometheus and billing; the fleet tag is added to them.'),
  ),
  authorized_users: optional(() => said(users, 'Users of the account whose SSH keys may log in as root.')),
  authorized_keys: optional(() =>
    said(keys, 'SSH public keys that may log in as root, each the line of a .pub file.'),
  ),
  firewall_id: optional(() =>
    said(id(), 'A Cloud Firewall; it must admit 192.168.255.0/24, where NodeBalancers come from.'),
  ),
  stackscript_id: optional(() => said(id(), 'A StackScript that runs at the first boot.')),
  stackscript_data: optional(() =>
    said(
      z.record(
        z.string(),
        z.union([z.string(PLAIN), z.number(PLAIN), z.boolean(PLAIN), FROM_ENV]),
        'expected a mapping of keys',
      ),
      'What the StackScript asks for; a value may be { env: NAME }, to be taken from the environment.',
    ),
  ),
  metadata: optional(() =>
    said(
      z.strictObject({
        user_data_file: said(
          file(),
          'A cloud-init file, relative to this profile and below its folder; at most 16,384 bytes. ${MEMBER_LABEL}, ${MEMBER_NUMBER}, ${FLEET_NAME}, ${FLEET_TAG}, ${NODEBALANCER_ID} and ${REGION} in it are filled in.',
        ),
        user_data_anywhere: optional(() =>
          said(
            flag(),
            "Whether that file may lie elsewhere than below this profile's folder. Default false.",
          ),
        ),
      }),
      'What cloud-init finds at the first boot.',
    ),
  ),
  placement_group: optional(() =>
    said(
      z.strictObject({
        id: said(id(), 'The placement group of new instances.'),
        compliant_only: optional(() => said(flag(), 'Whether a create that breaks the group is refused.')),
      }),
      'Where new instances run in relation to each other.',
    ),
  ),
  swap_size: optional(() => said(whole(0, 1_048_576), 'The swap disk, in MB; the API makes 512 by itself.')),
  disk_encryption: optional(() =>
    said(z.enum(['enabled', 'disabled'], 'must be enabled or disabled'), 'Encryption of the local disk.'),
  ),
  kernel: optional(() => said(plainText(64), 'The kernel to boot, such as linode/grub2.')),
  maintenance_policy: optional(() =>
    said(plainText(64), 'What happens when the host is maintained, such as linode/migrate.'),
  ),
  backups_enabled: optional(() => said(flag(), 'Linode Backups; charged for every member.')),
  booted: optional(() =>
    said(flag(), 'Whether a new member boots by itself, as it does unless this is false.'),
  ),
  vpc: optional(() =>
    said(
      z.strictObject({
        subnet_id: said(
          id(),
          'The VPC subnet that new instances are in; the NodeBalancer must be in it too.',
        ),
      }),
      'The VPC of new instances; with it members are reached at their VPC address.',
    ),
  ),
  extra: optional(() =>
    said(
      z.record(z.string(), z.unknown(), 'expected a mapping of keys'),
      'Any other field of the create call, passed through as it is.',
    ),
  ),
})
