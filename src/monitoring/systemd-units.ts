import { fileHead } from './file-head.ts'
import { METRICS_FOLDER, metricsFile, TARGETS_FOLDER, targetsFile } from './metrics-file.ts'
import { unitCommand, unitText } from './quoting/unit-command.ts'
import type { Settings } from './settings.ts'

/** A profile or a program below these is hidden by the setting that keeps a service away from them. */
const HOMES = /^\/(?:home|root|run\/user)\//
const TEMPORARY = /^\/(?:tmp|var\/tmp)\//

// That memory is either written or run is not among them: Node compiles what it runs.
function hardening({ user, prefix }: Settings, paths: readonly string[]): string {
  const isBelow = (folders: RegExp): boolean => paths.some((path) => folders.test(path))
  return `User=${user}
# The token is handed over by systemd and readable by this unit alone.
LoadCredential=linode-token:${prefix}/etc/linode-autoscale/token
# What it may do is read its profile, write its metrics and speak to the network. Hooks are held to the same.
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=${isBelow(HOMES) ? 'read-only' : 'yes'}
PrivateTmp=${isBelow(TEMPORARY) ? 'no' : 'yes'}
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
UMask=0022`
}

/** The unit of prometheus-am-executor, which starts the runs of every fleet. */
export function executorService(...fleets: readonly [Settings, ...Settings[]]): string {
  const [first] = fleets
  const paths = fleets.flatMap(({ profile, program }) => [profile, program])
  return `${fileHead('systemd: the executor.', ...fleets)}
[Unit]
Description=prometheus-am-executor for linode-autoscale
After=network-online.target
Wants=network-online.target
# It is started again for ever: without it no alert is heard.
StartLimitIntervalSec=0

[Service]
ExecStart=${unitCommand(['/usr/local/bin/prometheus-am-executor', '-f', `${first.prefix}/etc/linode-autoscale/executor.yml`])}
# With more than one thread it may answer before the command has ended, and then die of its failure.
Environment=GOMAXPROCS=1
Restart=always
RestartSec=2
# Its runs are told under one name, whoever has started them.
SyslogIdentifier=linode-autoscale
# A run that is asked to stop finishes what it has in hand.
TimeoutStopSec=90
${hardening(first, paths)}

[Install]
WantedBy=multi-user.target
`
}

/** What a fleet's timer starts: one turn of follow where the load sizes it, else one reconcile. */
export function onceCommand({ sizing }: Pick<Settings, 'sizing'>): 'follow' | 'reconcile' {
  return sizing === null ? 'reconcile' : 'follow'
}

/** How that is called in units, where the one that stays is called follow. */
export function onceUnit({ sizing }: Pick<Settings, 'sizing'>): 'turn' | 'reconcile' {
  return sizing === null ? 'reconcile' : 'turn'
}

/** The unit that its timer starts. */
export function onceService(settings: Settings): string {
  const { program, profile } = settings
  const command = onceCommand(settings)
  const what = command === 'follow' ? 'one turn of follow' : 'one reconcile'
  return `${fileHead(`systemd: ${what}. Its timer starts it every minute; it never runs twice at once.`, settings)}
[Unit]
Description=linode-autoscale ${command} of the fleet ${unitText(settings.name)}
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart=${unitCommand([program, command, '--log-file', '-', '--profile', profile])}
# Then what the alerts LinodeAutoscale... are about, for node_exporter's textfile collector; its folder must be writable for this user.
ExecStopPost=-${unitCommand([program, 'status', '--prometheus', '--out', metricsFile(settings), '--profile', profile])}
${listing(settings)}ReadWritePaths=-${METRICS_FOLDER}
SyslogIdentifier=linode-autoscale
TimeoutStopSec=90
${hardening(settings, [profile, program])}
`
}

/** The unit of a follow that stays. */
export function followService(settings: Settings): string {
  const { program, profile, name } = settings
  return `${fileHead('systemd: follow, a turn every 15 seconds. The timer beside it writes the metrics, and takes the turns when this one is down.', settings)}
[Unit]
Description=linode-autoscale follow of the fleet ${unitText(name)}
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=${unitCommand([program, 'follow', '--every', '15s', '--log-file', '-', '--profile', profile])}
Restart=always
RestartSec=5
# A profile that is wrong is wrong at the next start too.
RestartPreventExitStatus=2
SyslogIdentifier=linode-autoscale
# A turn that is asked to stop finishes what it has in hand.
TimeoutStopSec=90
${hardening(settings, [profile, program])}

[Install]
WantedBy=multi-user.target
`
}

/** The members, for a Prometheus that cannot discover them itself. */
function listing(settings: Settings): string {
  const { program, profile, discovery } = settings
  return discovery === 'linode'
    ? ''
    : `ExecStopPost=-${unitCommand([program, 'targets', '--out', targetsFile(settings), '--profile', profile])}
ReadWritePaths=-${TARGETS_FOLDER}
`
}

/** The timer of either. */
export function onceTimer(settings: Settings): string {
  const command = onceCommand(settings)
  return `${fileHead(`systemd: ${command} every minute.`, settings)}
[Unit]
Description=linode-autoscale ${command} of the fleet ${unitText(settings.name)}, every minute

[Timer]
OnCalendar=minutely
# Else systemd may gather it with others, up to a minute late.
AccuracySec=1s
RandomizedDelaySec=10

[Install]
WantedBy=timers.target
`
}
