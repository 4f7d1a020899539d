"""Django within this process, in the throw-away world of the tests: imported before anything of the site."""

import django

import tests.environment  # noqa: F401 -- starts PostgreSQL and prepares the variables

django.setup()
