#!/usr/bin/env bash
# In namespaces of its own: installs a package in a root, tries it, removes and purges it, and compares what is there with what was there.
# Usage: try-deb.sh ROOT DEB        DEB lies in ROOT
set -euo pipefail
root=$1
deb=$2
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"

in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"; }
user=(chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/nonexistent LC_ALL=C.UTF-8 setpriv --reuid=linode-autoscale --regid=linode-autoscale --init-groups)
as_user() { "${user[@]}" "$@"; }
fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# Every path that a package may leave, and who may log in. dpkg's own books and what they are made of are dpkg's.
paths() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./tmp -o -path ./dev -o -path ./sys -o -path ./var/lib/dpkg -o -path ./var/log -o -path ./var/cache -o -path ./run \) -prune -o -print) | LC_ALL=C sort; }
users() { cat "$root"/etc/passwd "$root"/etc/group "$root"/etc/shadow "$root"/etc/gshadow; }
# adduser keeps the last edition of each book of users, whoever comes or goes.
unlike() { diff "$1" "$2" | grep '^[<>]' | grep -vE '^> \./etc/(passwd|group|shadow|gshadow|subuid|subgid)-$' || true; }
paths >/tmp/before && users >/tmp/users-before

in_root dpkg -i "/$deb" >/tmp/install.log 2>&1 || { cat /tmp/install.log; fail "it does not install"; }
[ "$(in_root stat -c '%a %U %G' /etc/linode-autoscale)" = "750 root linode-autoscale" ] || fail "/etc/linode-autoscale"
in_root getent passwd linode-autoscale | grep -q '/nonexistent:/usr/sbin/nologin$' || fail "the user can log in"
in_root bash -c 'ls /usr/lib/linode-autoscale/dist/cache-*/main.cjs' >/dev/null || fail "no caches were made"
for file in man/man1/linode-autoscale.1.gz bash-completion/completions/linode-autoscale zsh/vendor-completions/_linode-autoscale fish/vendor_completions.d/linode-autoscale.fish; do
  [ -s "$root/usr/share/$file" ] || fail "$file is not there"
done
in_root bash -n /usr/share/bash-completion/completions/linode-autoscale
find "$root/etc/systemd" -name '*linode-autoscale*' | grep . && fail "a unit is enabled"
echo "  installed: $(as_user linode-autoscale --version), Node $(in_root node --version), $(in_root dpkg-query -W -f '${Installed-Size}' linode-autoscale) KiB"

# The main story, as the user of the units, with the example that is built in.
"${user[@]}" linode-autoscale sandbox --members 2 --speed 60 >/tmp/sandbox.out 2>&1 &
sandbox=$!
for _ in $(seq 100); do grep -q LINODE_TOKEN /tmp/sandbox.out && break || sleep 0.1; done
install -m 640 "$root/usr/lib/linode-autoscale/examples/web.yaml" "$root/etc/linode-autoscale/web.yaml"
in_root chgrp linode-autoscale /etc/linode-autoscale/web.yaml
echo sandbox-token >"$root/etc/linode-autoscale/token"
run() { as_user env "$(sed -n 's/^export \(LINODE_URL=.*\)/\1/p' /tmp/sandbox.out)" LINODE_TOKEN=sandbox-token linode-autoscale "$@" -p /etc/linode-autoscale/web.yaml; }
run scale-out >/tmp/out 2>&1 || { cat /tmp/out; fail "it does not scale out"; }
run status >/tmp/status 2>&1 && grep -q '3 in service of 3 members' /tmp/status || { cat /tmp/status; fail "the member is not in service"; }
kill "$sandbox" && wait "$sandbox" || true
echo "  scaled out in its sandbox: $(tail -1 /tmp/out)"

# Units: those of the package, for a fleet, and those that it generates; verified by systemd, and closed.
as_user linode-autoscale monitoring -p /etc/linode-autoscale/web.yaml --out /tmp/generated >/dev/null
printf '#!/bin/sh\n' >"$root/usr/local/bin/prometheus-am-executor" && chmod 755 "$root/usr/local/bin/prometheus-am-executor"
{ cat "$root/etc/linode-autoscale/web.yaml" && echo 'load: { target: 0.6 }'; } | sed 's/^name: web/name: api/' >"$root/tmp/api.yaml"
chmod 644 "$root/tmp/api.yaml"
cp "$root/tmp/api.yaml" "$root/etc/linode-autoscale/api.yaml"
as_user linode-autoscale monitoring -p /etc/linode-autoscale/api.yaml --out /tmp/generated --force >/dev/null
cp "$root"/tmp/generated/*.service "$root"/tmp/generated/*.timer "$root/etc/systemd/system/"
units=$(cd "$root/usr/lib/systemd/system" && ls linode-autoscale-*@.* | sed 's/@\./@web./')
generated=$(cd "$root/tmp/generated" && ls -- *.service *.timer)
for unit in $units $generated; do
  in_root systemd-analyze verify --man=no "$unit" >/tmp/verify 2>&1 || { cat /tmp/verify; fail "$unit is not verified"; }
  ! grep -v '/run/systemd\|/sys/fs' /tmp/verify | grep . || fail "$unit: systemd has something to say"
done
for unit in $units $generated; do
  case $unit in *.timer) continue ;; esac
  in_root systemd-analyze security --offline=true --threshold=30 --no-pager "$unit" >/tmp/security 2>&1 || { cat /tmp/security; fail "$unit is too open"; }
  echo "  $unit: verified, $(sed -n 's/.*level for .*: \([0-9.]* [A-Z]*\).*/\1/p' /tmp/security)"
done
rm -f "$root"/usr/local/bin/prometheus-am-executor "$root"/etc/systemd/system/linode-autoscale-*
in_root systemctl enable linode-autoscale-reconcile@web.timer >/dev/null 2>&1 || fail "a timer cannot be enabled"

in_root dpkg -r linode-autoscale >/tmp/remove.log 2>&1 || { cat /tmp/remove.log; fail "it is not removed"; }
[ -s "$root/etc/linode-autoscale/token" ] || fail "removing it took the token away"
[ ! -e "$root/usr/lib/linode-autoscale" ] || fail "/usr/lib/linode-autoscale is left"
in_root dpkg -P linode-autoscale >/tmp/purge.log 2>&1 || { cat /tmp/purge.log; fail "it is not purged"; }
paths >/tmp/after && users >/tmp/users-after
unlike /tmp/before /tmp/after | grep . && fail "purging leaves this"
diff /tmp/users-before /tmp/users-after || fail "purging leaves a user"
echo "  removed and purged: nothing is left"
