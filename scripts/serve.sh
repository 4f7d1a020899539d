#!/bin/sh
# One part of the running site, the same for the demonstration, a plain server and the containers.
# Usage: scripts/serve.sh setup|web|worker|beat|health [further options of the program]
set -eu
cd "$(dirname "$0")/.."
part=${1:?which part?}
shift
python=$PWD/.venv/bin/python

case $part in
setup)
    "$python" manage.py migrate --no-input --verbosity 0
    exec "$python" manage.py collectstatic --no-input --verbosity 0
    ;;
web)
    exec "$python" -m granian --interface wsgi --no-ws --host "${BIND:-127.0.0.1}" --port "${PORT:-8000}" \
        --workers "${WEB_WORKERS:-2}" --blocking-threads "${WEB_THREADS:-4}" --respawn-failed-workers "$@" necess.wsgi:application
    ;;
worker)
    exec "$python" -m celery --app necess worker --loglevel INFO --concurrency "${WORKERS:-1}" \
        --without-gossip --without-mingle --without-heartbeat "$@"
    ;;
beat)
    exec "$python" -m celery --app necess beat --loglevel INFO "$@"
    ;;
health)
    exec "$python" - <<'END'
import http.client
import os
import sys
import urllib.parse

host = urllib.parse.urlsplit(os.environ["SITE_URL"]).netloc
web = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=5)
web.request("GET", "/health/ready", headers={"Host": host})
sys.exit(web.getresponse().status != 200)
END
    ;;
*)
    echo "Unknown part: $part" >&2
    exit 2
    ;;
esac
