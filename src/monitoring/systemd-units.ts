import { fileHead } from './file-head.ts'
import { METRICS_FOLDER, metricsFile } from './metrics-file.ts'
import type { Settings } from './settings.ts'

const HARDENING = `User=linode-autoscale
# The token is handed over by systemd and readable by this unit alone.
LoadCredential=linode-token:/etc/linode-autoscale/token
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes`

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
${HARDENING}

[Install]
WantedBy=multi-user.target
`
}

/** The unit that reconciles once. */
export function reconcileService(settings: Settings): string {
  const { program, profile } = settings
  return `${fileHead(settings, 'systemd: one reconcile. Its timer starts it every minute; it never runs twice at once.')}
[Unit]
Description=linode-autoscale reconcile of the fleet ${settings.name}
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart=${program} reconcile --log-file - --profile ${profile}
# Then what the alerts LinodeAutoscale... are about, for node_exporter's textfile collector; its folder must be writable for this user.
ExecStopPost=-${program} status --prometheus --out ${metricsFile(settings)} --profile ${profile}
ReadWritePaths=-${METRICS_FOLDER}
TimeoutStopSec=90
${HARDENING}
`
}

/** The timer of the reconcile. */
export function reconcileTimer(settings: Settings): string {
  return `${fileHead(settings, 'systemd: reconcile every minute.')}
[Unit]
Description=linode-autoscale reconcile of the fleet ${settings.name}, every minute

[Timer]
OnCalendar=minutely
RandomizedDelaySec=10

[Install]
WantedBy=timers.target
`
}
