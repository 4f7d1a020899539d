#!/bin/sh
# Everything that can be said about the code without running it.
set -eu
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH
set -a
. ./.env.example
set +a

ruff check .
ruff format --check .
djlint --lint --quiet templates
mypy
lint-imports
