#!/bin/sh
# Extract the messages of code and templates into locale/fr and compile them. Needs gettext.
set -eu
cd "$(dirname "$0")/.."
set -a
. ./.env.example
set +a
.venv/bin/python manage.py makemessages --locale fr --no-location --no-obsolete --no-wrap --ignore '.venv' --ignore 'var' --ignore 'tests'
.venv/bin/python manage.py compilemessages --locale fr
