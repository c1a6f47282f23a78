#!/usr/bin/env bash
# Unpacks prometheus, promtool, alertmanager and amtool from Debian's packages into a folder and prints it; nothing is installed or started.
# Usage: scripts/prometheus-programs.sh [FOLDER]        then: export PROMETHEUS_PROGRAMS=<the folder>
# Debian 12's Prometheus is built without linode_sd, so the next suite's is taken, which runs there; where it cannot be had, the suite's own.
set -euo pipefail
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/linode-autoscale-prometheus}
[ -x "$folder/bin/prometheus" ] && echo "$folder/bin" && exit

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:?this is not Debian}")
next=$suite
[ "$suite" != bookworm ] || next=trixie

# The machine's own list of sources, with another suite's name in it.
sources() {
  mkdir -p "$work/$1/parts" "$work/$1/lists/partial" "$work/$1/cache/archives/partial"
  cp /etc/apt/sources.list.d/* "$work/$1/parts/" 2>/dev/null || true
  cp /etc/apt/sources.list "$work/$1/parts/machine.list" 2>/dev/null || true
  sed -i "s/\b$suite-updates\b//; s/\b$suite\b/$1/g" "$work/$1"/parts/*
}

apt_of() {
  local of=$1
  shift
  apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/$of/parts" -o "Dir::State::lists=$work/$of/lists" \
    -o "Dir::Cache=$work/$of/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none "$@" >&2
}

unpack() {
  local of=$1
  shift
  [ -d "$work/$of" ] || { sources "$of" && apt_of "$of" update; }
  mkdir -p "$work/packages"
  (cd "$work/packages" && apt_of "$of" download "$@") || return
  for package in "$work/packages"/*.deb; do dpkg -x "$package" "$work/root" && rm "$package"; done
}

# promtool is a package of its own from Debian 13 on.
if [ "$next" = "$suite" ] || ! unpack "$next" prometheus promtool; then
  unpack "$suite" prometheus promtool || unpack "$suite" prometheus
fi
unpack "$suite" prometheus-alertmanager
mkdir -p "$folder/bin"
for program in prometheus promtool amtool; do cp "$work/root/usr/bin/$program" "$folder/bin/"; done
cp "$work/root/usr/bin/prometheus-alertmanager" "$folder/bin/alertmanager"
# Debian's Alertmanager reads its templates from /usr/share, where nothing is put here: scripts/test-loop.mjs lays this over it.
mkdir -p "$folder/share/prometheus" && cp -r "$work/root/usr/share/prometheus/alertmanager" "$folder/share/prometheus/"
"$folder/bin/prometheus" --version >&2
echo "$folder/bin"
