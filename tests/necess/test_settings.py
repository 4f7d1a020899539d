import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.live  # each starts a process

PRODUCTION = {
    "PATH": os.environ["PATH"],
    "SECRET_KEY": "k3b!9x" * 12,
    "SITE_URL": "https://necess.example",
    "EMAIL_URL": "smtp+tls://user:pass@mail.example",
    "DATABASE_URL": "postgres://necess:secret@db.example/necess",
    "REDIS_URL": "redis://redis.example/0",
    "NECESS_DATA_KEYS": "b25seS1mb3ItdGVzdHMtMDEyMzQ1Njc4OWFiY2RlZmc=",
}


def start(tmp_path, variables, *command):
    """Read the settings in a process of their own and return how it ended and what it said."""
    env = {**variables, "NECESS_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "necess.settings"}
    done = subprocess.run([sys.executable, *command], env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def read(tmp_path, **changes):
    variables = {name: value for name, value in {**PRODUCTION, **changes}.items() if value is not None}
    return start(tmp_path, variables, "-c", "import necess.settings")


def test_production_values_are_accepted(tmp_path):
    assert read(tmp_path) == (0, "")


@pytest.mark.parametrize(
    ("name", "value"), [("NECESS_RATE_LIMITS", "off"), ("NECESS_STAFF_MFA", "off"), ("NECESS_CLOCK_OFFSET", "-86400")]
)
def test_protections_are_lifted_on_test_instances_only(tmp_path, name, value):
    assert read(tmp_path, **{name: value})[0] == 1
    assert read(tmp_path, **{name: value, "NECESS_TEST_INSTANCE": "1"}) == (0, "")
