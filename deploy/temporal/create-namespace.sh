#!/bin/sh
# Creates the namespace, once the server answers. Leaves one that is there as it is.
set -eu

attempts=60
while [ "$attempts" -gt 0 ]; do
  if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
    echo "the namespace $TEMPORAL_NAMESPACE is there"
    exit 0
  fi
  if temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$RETENTION" 2>&1; then
    echo "created the namespace $TEMPORAL_NAMESPACE"
  fi
  attempts=$((attempts - 1))
  sleep 2
done
echo "the namespace $TEMPORAL_NAMESPACE could not be created at $TEMPORAL_ADDRESS within two minutes" >&2
exit 1
