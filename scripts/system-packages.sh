#!/bin/sh
# Install with apt what Python packages cannot bring. Usage: scripts/system-packages.sh run|test
#
# run   text layout and fonts for PDF badges in every script, gettext to compile the French messages
# test  as well a Redis server, a reverse proxy, a browser, a load generator, a reader of QR codes, and what the
#       HTML checker (Java) and Lighthouse (Node) run on, unless another copy of these two is on the path
set -eu

packages="libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji gettext"
if ! { command -v uv || python3 -c 'import ensurepip, venv'; } >/dev/null 2>&1; then packages="$packages python3-venv"; fi
if [ "${1:-run}" = test ]; then packages="$packages git redis-server chromium-headless-shell caddy wrk zbar-tools"; fi
if [ "${1:-run}" = test ] && ! command -v java >/dev/null; then packages="$packages default-jre-headless"; fi
if [ "${1:-run}" = test ] && ! command -v npm >/dev/null; then packages="$packages nodejs npm"; fi

if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian or Ubuntu: please make sure that you have the equivalent of: $packages" >&2
    exit 0
fi

missing=""
for package in $packages; do
    case "$(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null || true)" in
        *" installed") ;;
        *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null && sudo --non-interactive true 2>/dev/null; then
    as_root="sudo --non-interactive"
else
    echo "These system packages are missing and need an administrator:" >&2
    echo "    apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

echo "Installing system packages:$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if ! { $as_root apt-get update -q && $as_root apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    exit 1
fi
rm -f "$log"
