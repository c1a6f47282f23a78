#!/usr/bin/env bash
# In namespaces of its own: what `monitoring --cloud-init` prints is judged by cloud-init, and done in a root as far as it goes where no systemd runs:
# packages, files, the setup twice. Usage: try-cloud-init.sh ROOT DEB        DEB lies in ROOT
set -euo pipefail
root=$1
deb=$2
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
fail() {
  echo "FAILED: $*" >&2
  exit 1
}
quietly() { "$@" >"$root/tmp/log" 2>&1 || { cat "$root/tmp/log" >&2; fail "$*"; }; }

cat >"$root/tmp/web.yaml" <<'YAML'
name: web
instance: { region: us-east, type: g6-nanode-1, image: linode/debian12, authorized_users: [alice], metadata: { user_data_file: boot.sh } }
nodebalancer: { id: 12345, configs: [{ id: 67890, port: 80 }] }
size: { min: 2, max: 8 }
token_file: /etc/linode-autoscale/token
prometheus: { url: "http://127.0.0.1:9090" }
YAML
printf '#!/bin/sh\nexec true\n' >"$root/tmp/boot.sh"
# The other one is followed.
{ sed 's/name: web/name: api/' "$root/tmp/web.yaml" && echo 'load: { target: 0.6 }'; } >"$root/tmp/api.yaml"
sum=$(sha256sum "$root/$deb" | cut -d' ' -f1)
bin=$(dirname "$0")/../../bin/linode-autoscale.js
node "$bin" monitoring --cloud-init -p "$root/tmp/web.yaml" -p "$root/tmp/api.yaml" --package "file:///$deb" --sha256 "$sum" >"$root/tmp/user-data"

# Nothing is started where no init is.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && chmod 755 "$root/usr/sbin/policy-rc.d"
cp /etc/resolv.conf "$root/etc/resolv.conf"
quietly in_root apt-get update
quietly in_root apt-get install -y --no-install-recommends cloud-init
quietly in_root cloud-init schema --config-file /tmp/user-data
packages=$(in_root python3 -c 'import yaml; print(*yaml.safe_load(open("/tmp/user-data"))["packages"])')
# shellcheck disable=SC2086
quietly in_root apt-get install -y --no-install-recommends $packages
quietly in_root python3 -c '
import yaml
from cloudinit.config.cc_write_files import write_files
write_files("write_files", yaml.safe_load(open("/tmp/user-data"))["write_files"], "root:root")'
quietly in_root /usr/local/sbin/linode-autoscale-setup
quietly in_root /usr/local/sbin/linode-autoscale-setup

quietly in_root promtool check config /etc/prometheus/prometheus.yml
quietly in_root amtool check-config /etc/prometheus/alertmanager.yml
as_user=(env HOME=/nonexistent setpriv --reuid=linode-autoscale --regid=linode-autoscale --init-groups)
quietly in_root "${as_user[@]}" linode-autoscale monitoring --check --root / --program /usr/bin/linode-autoscale -p /etc/linode-autoscale/web.yaml -p /etc/linode-autoscale/api.yaml
[ "$(cat "$root/etc/linode-autoscale/boot.sh")" = "$(cat "$root/tmp/boot.sh")" ] || fail "the user data of members"
grep -q 'scale-out --when' "$root/etc/cron.d/linode-autoscale-web" || fail "no crontab of web"
[ ! -e "$root/etc/cron.d/linode-autoscale-api" ] || fail "a crontab for a fleet that is followed"
for unit in timers.target.wants/linode-autoscale-{web-reconcile,api-turn}.timer multi-user.target.wants/linode-autoscale-api-follow.service; do
  [ -L "$root/etc/systemd/system/$unit" ] || fail "$unit is not enabled"
  quietly in_root systemd-analyze verify --man=no "$(basename "$unit")"
done
echo "  cloud-init $(in_root dpkg-query -W -f '${Version}' cloud-init) takes the user data ($(stat -c %s "$root/tmp/user-data") bytes); set up twice, $(in_root dpkg-query -W -f 'Prometheus ${Version}' prometheus)"
