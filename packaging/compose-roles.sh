#!/bin/sh
# Run once by the database's image: the role that claimd serves with, which owns nothing.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$CLAIMD_SERVICE_PASSWORD" -U postgres -d claimd <<'SQL'
create role claimd login password :'password';
SQL
