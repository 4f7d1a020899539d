#!/bin/sh
# The demonstration: the site with its worker, demo data and a business clock that starts on 15 October 2025.
# Everything it writes is in var/demo; remove that folder to begin again.
set -eu
cd "$(dirname "$0")/.."
scripts/prepare.sh run

demo=$PWD/var/demo
environment=$demo/environment
mkdir -p "$demo"
if [ ! -f "$environment" ]; then
    key() { head -c 32 /dev/urandom | base64 | tr '+/' '-_'; }
    umask 077
    # 9:00 in Paris on 15 October 2025 is 7:00 UTC; the offset stays, so that time goes on between runs.
    cat >"$environment.new" <<END
SECRET_KEY=$(key)
NECESS_DATA_KEYS=$(key)
NECESS_CLOCK_OFFSET=$(($(date -u -d '2025-10-15 07:00' +%s) - $(date +%s)))
END
    mv "$environment.new" "$environment"
fi

set -a
. "$environment"
BIND=127.0.0.1
SITE_URL=http://127.0.0.1:${PORT:-8000}
ALLOWED_HOSTS=localhost
DATABASE_URL=sqlite:///$demo/necess.sqlite3
EMAIL_URL=file://$demo/mail
NECESS_VAR=$demo
NECESS_DEMO=1
LOG_LEVEL=${LOG_LEVEL:-INFO}
set +a
unset DEBUG REDIS_URL STORAGE_URL WEB_WORKERS WORKERS
exec .venv/bin/python manage.py demo
