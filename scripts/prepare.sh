#!/bin/sh
# Make .venv hold exactly what uv.lock says, and compile the messages. Usage: scripts/prepare.sh run|test
#
# A stamp remembers the last preparation: a second start does nothing and needs no network.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}
python=${PYTHON:-python3}
stamp=.venv/.prepared-$purpose
judges=tests/quality
state=$(cat pyproject.toml uv.lock scripts/prepare.sh scripts/system-packages.sh $judges/package-lock.json | cksum)

compile_messages() {
    for source in locale/*/LC_MESSAGES/*.po; do
        compiled=${source%.po}.mo
        if [ -f "$source" ] && [ ! "$compiled" -nt "$source" ]; then msgfmt --check-format -o "$compiled" "$source"; fi
    done
}

find_uv() {
    if uv --version >/dev/null 2>&1; then
        echo uv
        return
    fi
    if [ ! -x .cache/uv/bin/uv ]; then
        "$python" -m venv .cache/uv
        .cache/uv/bin/pip install --quiet --disable-pip-version-check uv
    fi
    echo .cache/uv/bin/uv
}

if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$state" ]; then
    compile_messages
    exit 0
fi

if ! "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
    echo "Necess needs Python 3.11, 3.12 or 3.13; '$python' is: $("$python" --version 2>&1 || true)" >&2
    echo "Name another one with PYTHON=/path/to/python3.11" >&2
    exit 1
fi
scripts/system-packages.sh "$purpose"
uv=$(find_uv)
# The certificates of the system: behind the proxy of a company the built-in ones are not enough.
export UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.venv UV_SYSTEM_CERTS=true
echo "Preparing the Python environment in .venv"
if [ "$purpose" = run ]; then
    "$uv" sync --quiet --frozen --no-dev --inexact --compile-bytecode --python "$python"
else
    "$uv" sync --quiet --frozen --compile-bytecode --python "$python"
    mkdir -p .cache/quality
    cp $judges/package.json $judges/package-lock.json .cache/quality/
    npm ci --prefix .cache/quality --ignore-scripts --no-audit --no-fund --loglevel error
fi
compile_messages
echo "$state" >"$stamp"
