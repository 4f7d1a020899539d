from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from environs.exceptions import EnvError

from necess import env


@pytest.fixture
def variable(monkeypatch):
    return lambda value: monkeypatch.setenv("PROBE", value)


def test_values_are_typed(variable):
    variable("https://necess.example/")
    assert env.site_url("PROBE") == "https://necess.example"
    variable("90")
    assert env.seconds("PROBE", 0) == timedelta(seconds=90)
    variable('{"photon": "http://127.0.0.1:1"}')
    assert env.json_object("PROBE") == {"photon": "http://127.0.0.1:1"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtp+tls://me%40x:p%3Aw@mail.example", ("mail.example", 587, "me@x", "p:w", False, True)),
        ("smtps://mail.example:4650", ("mail.example", 4650, "", "", True, False)),
    ],
)
def test_mail_server_is_read_from_its_address(variable, value, expected):
    variable(value)

    options = env.email("PROBE")["OPTIONS"]

    assert tuple(options[key] for key in ("host", "port", "username", "password", "use_ssl", "use_tls")) == expected


def test_mails_may_go_to_a_folder(variable):
    variable("file:///tmp/my%20mail")

    assert env.email("PROBE") == {"BACKEND": "outbox.files.EmlBackend", "OPTIONS": {"folder": Path("/tmp/my mail")}}


def test_files_may_live_in_a_folder_or_in_an_object_store(variable):
    variable("file:///tmp/my%20files")
    assert env.storage("PROBE", "")["OPTIONS"] == {"location": "/tmp/my files"}
    usual = {"bucket": "necess", "key": "k", "secret": "a/b+", "region": "us-east-1"}
    variable("s3://k:a%2Fb%2B@s3.example/necess?region=fr-par")
    assert env.storage("PROBE", "") == {
        "BACKEND": "necess.object_store.ObjectStore",
        "OPTIONS": {**usual, "host": "s3.example", "region": "fr-par", "secure": True},
    }
    variable("s3+http://k:a%2Fb%2B@minio:9000/necess")
    assert env.storage("PROBE", "")["OPTIONS"] == {**usual, "host": "minio:9000", "secure": False}


def test_databases_get_the_options_they_need(variable, tmp_path):
    variable(f"sqlite:///{tmp_path}/new/site.sqlite3")
    assert env.database("PROBE", "")["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert (tmp_path / "new").is_dir()
    variable("postgres://me@db.example/necess")
    config = env.database("PROBE", "")
    assert (config["CONN_HEALTH_CHECKS"], config["OPTIONS"]["pool"]["max_size"]) == (True, 4)


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (env.site_url, "necess.example"),
        (env.site_url, "https://necess.example/path"),
        (env.email, "pigeon://mail.example"),
        (env.json_object, '["photon"]'),
        (env.json_object, "{"),
        (lambda name: env.storage(name, ""), "ftp://files.example"),
        (lambda name: env.storage(name, ""), "s3://files.example/bucket"),
        (lambda name: env.storage(name, ""), "s3://key:secret@files.example"),
        (lambda name: env.storage(name, ""), "s3://key:secret@files.example/bucket/folder"),
        (lambda name: env.seconds(name, 0), "yesterday"),
    ],
)
def test_malformed_value_is_refused_by_name(variable, reader, value):
    variable(value)

    with pytest.raises((ImproperlyConfigured, EnvError), match="PROBE"):
        reader("PROBE")
