import { fileHead } from './file-head.ts'
import { METRICS_FOLDER, metricsFile } from './metrics-file.ts'
import { unitCommand, unitText } from './quoting/unit-command.ts'
import type { Settings } from './settings.ts'

/** A profile or a program below these is hidden by the setting that keeps a service away from them. */
const HOMES = /^\/(?:home|root|run\/user)\//
const TEMPORARY = /^\/(?:tmp|var\/tmp)\//

// MemoryDenyWriteExecute is not among them: Node compiles what it runs.
function hardening({ profile, program }: Settings): string {
  const isBelow = (folders: RegExp): boolean => folders.test(profile) || folders.test(program)
  return `User=linode-autoscale
# The token is handed over by systemd and readable by this unit alone.
LoadCredential=linode-token:/etc/linode-autoscale/token
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

/** The unit of prometheus-am-executor. */
export function executorService(settings: Settings): string {
  return `${fileHead(settings, 'systemd: the executor.')}
[Unit]
Description=prometheus-am-executor for linode-autoscale
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=/usr/local/bin/prometheus-am-executor -f /etc/linode-autoscale/executor.yml
# With more than one thread it may answer before the command has ended, and then die of its failure.
Environment=GOMAXPROCS=1
Restart=always
# A run that is asked to stop finishes what it has in hand.
TimeoutStopSec=90
${hardening(settings)}

[Install]
WantedBy=multi-user.target
`
}

/** The unit that reconciles once. */
export function reconcileService(settings: Settings): string {
  const { program, profile } = settings
  return `${fileHead(settings, 'systemd: one reconcile. Its timer starts it every minute; it never runs twice at once.')}
[Unit]
Description=linode-autoscale reconcile of the fleet ${unitText(settings.name)}
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart=${unitCommand([program, 'reconcile', '--log-file', '-', '--profile', profile])}
# Then what the alerts LinodeAutoscale... are about, for node_exporter's textfile collector; its folder must be writable for this user.
ExecStopPost=-${unitCommand([program, 'status', '--prometheus', '--out', metricsFile(settings), '--profile', profile])}
ReadWritePaths=-${METRICS_FOLDER}
TimeoutStopSec=90
${hardening(settings)}
`
}

/** The timer of the reconcile. */
export function reconcileTimer(settings: Settings): string {
  return `${fileHead(settings, 'systemd: reconcile every minute.')}
[Unit]
Description=linode-autoscale reconcile of the fleet ${unitText(settings.name)}, every minute

[Timer]
OnCalendar=minutely
RandomizedDelaySec=10

[Install]
WantedBy=timers.target
`
}
