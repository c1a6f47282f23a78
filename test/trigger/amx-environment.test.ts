import { describe, expect, test } from 'vitest'
import { amxAlerts } from '../../src/trigger/amx-environment.ts'

const ONE = {
  AMX_RECEIVER: 'linode-autoscale',
  AMX_STATUS: 'firing',
  AMX_ALERT_LEN: '1',
  AMX_LABEL_alertname: 'HighLoad',
  AMX_ALERT_1_STATUS: 'firing',
  AMX_ALERT_1_START: '1763899200',
  AMX_ALERT_1_END: '0',
  AMX_ALERT_1_FINGERPRINT: 'b0f1c2',
  AMX_ALERT_1_LABEL_alertname: 'HighLoad',
}

describe('the alerts of prometheus-am-executor', () => {
  test('a run that nobody alerted has none', () => {
    expect(amxAlerts({ PATH: '/bin' })).toBeNull()
  })

  test('one alert with its name, fingerprint and start', () => {
    expect(amxAlerts(ONE)).toEqual({
      status: 'firing',
      alerts: [{ name: 'HighLoad', fingerprint: 'b0f1c2', since: 1_763_899_200_000, isFiring: true }],
    })
  })

  test('of a mixed group each has its own status', () => {
    const two = { ...ONE, AMX_ALERT_LEN: '2', AMX_ALERT_2_STATUS: 'resolved', AMX_ALERT_2_START: '0' }
    expect(amxAlerts(two)?.alerts.map((a) => [a.name, a.isFiring, a.since])).toEqual([
      ['HighLoad', true, 1_763_899_200_000],
      ['HighLoad', false, null],
    ])
  })

  test.each([
    ['0', 0],
    ['-1', 0],
    ['many', 0],
    ['', 0],
    ['999999', 1000],
  ])('a length of %j is %d alerts', (text, n) => {
    expect(amxAlerts({ ...ONE, AMX_ALERT_LEN: text })?.alerts).toHaveLength(n)
  })

  test.each([
    ['a\nforged line', 'a forged line'],
    ['\u001B[31mred', ' [31mred'],
    ['a\u2028b\u202Ec', 'a b c'],
    ['x'.repeat(140_000), 'x'.repeat(200)],
  ])('a label is one line and never long: %#', (label, told) => {
    expect(amxAlerts({ ...ONE, AMX_ALERT_1_LABEL_alertname: label })?.alerts[0]?.name).toBe(told)
  })
})
