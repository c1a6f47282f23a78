import { expect, test } from 'vitest'
import { controlReply } from '../../../src/sandbox/control/control.ts'
import { fleetApi, isJson } from '../../support/sandbox/api.ts'

/** What linode_sd of Prometheus 2.53 was seen to make of such an instance. */
const WEB_1 = {
  targets: ['198.18.0.3:80'],
  labels: {
    __meta_linode_instance_id: '97000001',
    __meta_linode_instance_label: 'web-1',
    __meta_linode_image: 'linode/debian12',
    __meta_linode_region: 'us-east',
    __meta_linode_type: 'g6-nanode-1',
    __meta_linode_status: 'running',
    __meta_linode_group: '',
    __meta_linode_hypervisor: 'kvm',
    __meta_linode_backups: 'disabled',
    __meta_linode_tags: ',khw,fleet:web:12345,',
    __meta_linode_private_ipv4: '192.168.128.2',
    __meta_linode_private_ipv4_rdns: '',
    __meta_linode_public_ipv4: '198.18.0.3',
    __meta_linode_public_ipv4_rdns: '198-18-0-3.ip.linodeusercontent.com',
    __meta_linode_public_ipv6: '2001:db8::f03c:95ff:5c8:1a41',
    __meta_linode_public_ipv6_rdns: '',
    __meta_linode_gpus: '0',
    __meta_linode_specs_disk_bytes: '26843545600',
    __meta_linode_specs_memory_bytes: '1073741824',
    __meta_linode_specs_transfer_bytes: '1048576000',
    __meta_linode_specs_vcpus: '1',
  },
}

test('/__sandbox/http_sd tells every instance as linode_sd does', () => {
  const { sandbox } = fleetApi()
  const reply = controlReply(sandbox, { method: 'GET', url: '/__sandbox/http_sd', headers: {}, body: '' })
  const groups: unknown = JSON.parse(reply.body)
  const all = Array.isArray(groups) ? groups : []
  expect(reply.headers['content-type']).toBe('application/json')
  expect(all).toHaveLength(sandbox.byHand.instances().length)
  expect(isJson(all[0]) ? all[0] : null).toEqual(WEB_1)
})
