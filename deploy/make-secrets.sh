#!/bin/sh
# Makes the secrets that docker-compose.yml mounts: random ones, each once. What is there is left alone.
set -eu

folder="$(dirname "$0")/secrets"
mkdir -p "$folder"
# Containers read the files as users of their own, so that each file may be read by all; the folder lets nobody near them.
chmod 700 "$folder"

random() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

keep() {
  if [ -e "$folder/$1" ]; then
    cat >/dev/null
    return
  fi
  cat >"$folder/$1"
  chmod 444 "$folder/$1"
  echo "made $folder/$1"
}

random | keep postgres_password
random | keep grafana_password

if [ ! -e "$folder/s3_config" ] && [ ! -e "$folder/s3_credentials" ]; then
  key="$(random)"
  secret="$(random)"
  keep s3_credentials <<END
[default]
aws_access_key_id = $key
aws_secret_access_key = $secret
END
  keep s3_config <<END
{
  "identities": [
    {
      "name": "orchestrator",
      "credentials": [{ "accessKey": "$key", "secretKey": "$secret" }],
      "actions": ["Admin", "Read", "List", "Tagging", "Write"]
    }
  ]
}
END
fi
