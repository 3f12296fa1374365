#!/usr/bin/env bash
# Installs what the native topology is made of, each once: PostgreSQL, Debian's package; the Temporal server and its SQL tool,
# built with Go from the module that tools/temporal pins; Prometheus and promtool, of Debian's package, the programs alone.
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
cache="${XDG_CACHE_HOME:-$HOME/.cache}"
checks="$cache/orchestrator-checks/bin"
mkdir -p "$cache/orchestrator" "$checks"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

has() { command -v "$1" >/dev/null || [ -x "$checks/$1" ]; }
give_up() { echo "$1" >&2; exit 1; }

if ! has initdb && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
  { [ "$(id -u)" = 0 ] && has apt-get; } ||
    give_up 'PostgreSQL is missing, and only root can install it, on Debian: install the package postgresql (12 or newer), or put initdb and postgres on PATH.'
  echo 'installing PostgreSQL, of the Debian package postgresql'
  export DEBIAN_FRONTEND=noninteractive
  install_it() { apt-get install -qq -y --no-install-recommends postgresql >/dev/null; }
  install_it || { apt-get update -qq && install_it; } ||
    give_up 'PostgreSQL could not be installed: see what apt-get says above.'
fi

if ! has prometheus || ! has promtool; then
  has apt-get && has dpkg-deb ||
    give_up 'Prometheus is missing, and is installed here on Debian alone: put prometheus and promtool on PATH.'
  echo 'installing Prometheus and promtool, of the Debian package prometheus'
  chmod 755 "$scratch"
  (cd "$scratch" && { apt-get download -qq prometheus || { apt-get update -qq && apt-get download -qq prometheus; }; }) ||
    give_up 'Prometheus could not be downloaded: see what apt-get says above.'
  # The programs alone: the package would start a server.
  dpkg-deb -x "$scratch"/prometheus_*.deb "$scratch/prometheus"
  for program in prometheus promtool; do
    cp "$scratch/prometheus/usr/bin/$program" "$checks/.$program.$$"
    mv "$checks/.$program.$$" "$checks/$program"
  done
fi

module="$here/../../tools/temporal"
version="$(sed -n 's|.*go.temporal.io/server v\([0-9.]*\).*|\1|p' "$module/go.mod")"
server="$cache/orchestrator/temporal-server-$version"
if [ ! -d "$server" ]; then
  has go || give_up "Go is missing, 1.21 or newer: the Temporal server $version is built with it."
  exec 9>"$server.lock"
  flock 9 # two that build at once would take twice as long
  if [ ! -d "$server" ]; then
    echo "building the Temporal server $version with Go; the first time this takes ten minutes"
    part="$server.part"
    rm -rf "$part"
    mkdir "$part"
    cd "$module"
    # Other flags than those of the embedded server would build everything twice.
    build() { GOWORK=off go build -trimpath -ldflags '-s -w' -o "$part/$1" "go.temporal.io/server/cmd/$2"; }
    build temporal-server server
    build temporal-sql-tool tools/sql
    cp -r "$(GOWORK=off go list -m -f '{{.Dir}}' go.temporal.io/server)/schema" "$part/schema"
    chmod -R u+w "$part/schema"
    mv -T "$part" "$server"
  fi
fi
