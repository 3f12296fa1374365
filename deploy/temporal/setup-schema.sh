#!/bin/sh
# Creates the databases of Temporal and brings their schemas to the version of this image. Does nothing where that is so.
set -eu

SQL_PASSWORD="$(cat "${SQL_PASSWORD_FILE:-/run/secrets/postgres_password}")"
export SQL_PASSWORD

for database in temporal temporal_visibility; do
  folder="${SCHEMA_FOLDER:-/etc/temporal/schema}/postgresql/v12/${database#temporal_}/versioned"
  sql() { temporal-sql-tool --plugin postgres12 --endpoint "$SQL_HOST" --port "$SQL_PORT" --user "$SQL_USER" --database "$database" "$@"; }
  sql create-database
  sql setup-schema --version 0.0
  sql update-schema --schema-dir "$folder"
done
